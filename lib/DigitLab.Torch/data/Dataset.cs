using TorchSharp.Modules;

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class utils
        {
            public static partial class data
            {
                /// <summary>Samples by number.</summary>
                public abstract class Dataset<T> : IDisposable
                {
                    /// <summary>How many samples there are.</summary>
                    public abstract long Count { get; }

                    /// <summary>One sample.</summary>
                    public abstract T GetTensor(long index);

                    public void Dispose()
                    {
                        Dispose(true);
                        GC.SuppressFinalize(this);
                    }

                    protected virtual void Dispose(bool disposing) { }
                }

                /// <summary>Samples of named tensors: {"image": …, "label": …}.</summary>
                public abstract class Dataset : Dataset<Dictionary<string, Tensor>>;

                /// <summary>Samples of tensors in order.</summary>
                public abstract class IterableDataset : Dataset<IList<Tensor>>;

                /// <summary>Tensors whose first dimension counts the samples, side by side.</summary>
                public static TensorDataset TensorDataset(params Tensor[] tensors) => new(tensors);

                /// <summary>Batches of a dataset.</summary>
                /// <param name="shuffle">Whether the samples are shuffled for each pass over the data.</param>
                /// <param name="seed">Makes the orders repeatable; else they follow torch.manual_seed.</param>
                /// <param name="num_worker">Taken for compatibility: samples are made on the caller's thread.</param>
                /// <param name="drop_last">Whether a last batch that is not full is left out.</param>
                /// <param name="disposeBatch">Whether a batch is disposed when the next one is asked for.</param>
                /// <param name="disposeDataset">Whether the dataset is disposed with the loader.</param>
                public static DataLoader DataLoader(
                    Dataset dataset,
                    int batchSize,
                    bool shuffle = false,
                    Device? device = null,
                    int? seed = null,
                    int num_worker = 1,
                    bool drop_last = false,
                    bool disposeBatch = true,
                    bool disposeDataset = true
                ) =>
                    new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

                /// <summary>Batches in an order of your own.</summary>
                public static DataLoader DataLoader(
                    Dataset dataset,
                    int batchSize,
                    IEnumerable<long> shuffler,
                    Device? device = null,
                    int num_worker = 1,
                    bool drop_last = false,
                    bool disposeBatch = true,
                    bool disposeDataset = true
                ) => new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);

                public static IterableDataLoader DataLoader(
                    IterableDataset dataset,
                    int batchSize,
                    bool shuffle = false,
                    Device? device = null,
                    int? seed = null,
                    int num_worker = 1,
                    bool drop_last = false,
                    bool disposeBatch = true,
                    bool disposeDataset = true
                ) =>
                    new(dataset, batchSize, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset);

                public static IterableDataLoader DataLoader(
                    IterableDataset dataset,
                    int batchSize,
                    IEnumerable<long> shuffler,
                    Device? device = null,
                    int num_worker = 1,
                    bool drop_last = false,
                    bool disposeBatch = true,
                    bool disposeDataset = true
                ) => new(dataset, batchSize, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset);
            }
        }
    }
}

namespace TorchSharp.Modules
{
    /// <summary>Tensors whose first dimension counts the samples, side by side: images and their labels.</summary>
    public class TensorDataset : torch.utils.data.IterableDataset
    {
        private readonly torch.Tensor[] tensors;

        internal TensorDataset(torch.Tensor[] tensors)
        {
            if (tensors.Length == 0 || Array.Exists(tensors, t => t.ndim == 0))
                throw new ArgumentException("TensorDataset: expects at least one tensor, each with a first dimension");
            if (Array.Exists(tensors, t => t.size(0) != tensors[0].size(0)))
                throw new ArgumentException(
                    "TensorDataset: all tensors must have the same first dimension, got shapes "
                        + string.Join(", ", tensors.Select(t => Shapes.Text(t.shape)))
                );
            this.tensors = Array.ConvertAll(tensors, t => t.alias().DetachFromDisposeScope());
        }

        public override long Count => tensors[0].size(0);

        public IList<torch.Tensor> this[long index] => GetTensor(index);

        public override IList<torch.Tensor> GetTensor(long index) => Array.ConvertAll(tensors, t => t[index]);

        protected override void Dispose(bool disposing)
        {
            foreach (var tensor in tensors)
                tensor.Dispose();
            base.Dispose(disposing);
        }
    }
}
