using System.Collections;
using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>Takes a dataset's samples in some order and makes batches of them.</summary>
public class DataLoader<T, S> : IEnumerable<S>, IDisposable
{
    public DataLoader(
        torch.utils.data.Dataset<T> dataset,
        int batchSize,
        Func<IEnumerable<T>, torch.Device, S> collate_fn,
        IEnumerable<long> shuffler,
        torch.Device? device = null,
        int num_worker = 1,
        bool drop_last = false,
        bool disposeBatch = true,
        bool disposeDataset = true
    )
    {
        if (batchSize <= 0)
            throw new ArgumentException($"DataLoader: the batch size must be greater than zero, got {batchSize}");
        this.dataset = dataset;
        batch_size = batchSize;
        this.collate_fn = collate_fn;
        sampler = shuffler;
        Device = device ?? torch.CPU;
        num_workers = num_worker;
        this.drop_last = drop_last;
        DisposeBatch = disposeBatch;
        DisposeDataset = disposeDataset;
    }

    public DataLoader(
        torch.utils.data.Dataset<T> dataset,
        int batchSize,
        Func<IEnumerable<T>, torch.Device, S> collate_fn,
        bool shuffle = false,
        torch.Device? device = null,
        int? seed = null,
        int num_worker = 1,
        bool drop_last = false,
        bool disposeBatch = true,
        bool disposeDataset = true
    )
        : this(
            dataset,
            batchSize,
            collate_fn,
            shuffle ? new FisherYatesShuffler(dataset.Count, seed) : InOrder(dataset),
            device,
            num_worker,
            drop_last,
            disposeBatch,
            disposeDataset
        ) { }

    private static IEnumerable<long> InOrder(torch.utils.data.Dataset<T> dataset)
    {
        for (long i = 0; i < dataset.Count; i++)
            yield return i;
    }

    public torch.utils.data.Dataset<T> dataset { get; }

    public int batch_size { get; }

    /// <summary>Makes one batch of samples.</summary>
    public Func<IEnumerable<T>, torch.Device, S> collate_fn { get; }

    /// <summary>The order of the samples; drawn for each pass.</summary>
    public IEnumerable<long> sampler { get; }

    public torch.Device Device { get; }

    public int num_workers { get; }

    public bool drop_last { get; }

    public bool DisposeBatch { get; }

    public bool DisposeDataset { get; }

    /// <summary>How many batches a pass has.</summary>
    public long Count => (dataset.Count + (drop_last ? 0 : batch_size - 1)) / batch_size;

    public IEnumerator<S> GetEnumerator()
    {
        foreach (var indices in sampler.Chunk(batch_size))
        {
            if (drop_last && indices.Length < batch_size)
                yield break;
            var (batch, made) = Collate(indices);
            yield return batch;
            if (DisposeBatch)
                foreach (var disposable in made)
                    disposable.Dispose();
        }
    }

    /// <summary>A batch, and the tensors that were made for it: what only went into it is gone already.</summary>
    private (S Batch, IReadOnlyList<IDisposable> Made) Collate(long[] indices)
    {
        using var samples = torch.NewDisposeScope();
        var list = Array.ConvertAll(indices, i => dataset.GetTensor(i));
        using var scope = torch.NewDisposeScope();
        var batch = collate_fn(list, Device);
        var made = scope.DisposablesView;
        scope.Detach(made);
        return (batch, made);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        if (disposing && DisposeDataset)
            dataset.Dispose();
    }
}

/// <summary>Batches of named tensors, each stacked along a new first dimension.</summary>
public class DataLoader : DataLoader<Dictionary<string, torch.Tensor>, Dictionary<string, torch.Tensor>>
{
    public DataLoader(
        torch.utils.data.Dataset dataset,
        int batchSize,
        IEnumerable<long> shuffler,
        torch.Device? device = null,
        int num_worker = 1,
        bool drop_last = false,
        bool disposeBatch = true,
        bool disposeDataset = true
    )
        : base(dataset, batchSize, Stack, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    public DataLoader(
        torch.utils.data.Dataset dataset,
        int batchSize,
        bool shuffle = false,
        torch.Device? device = null,
        int? seed = null,
        int num_worker = 1,
        bool drop_last = false,
        bool disposeBatch = true,
        bool disposeDataset = true
    )
        : base(dataset, batchSize, Stack, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    { }

    private static Dictionary<string, torch.Tensor> Stack(
        IEnumerable<Dictionary<string, torch.Tensor>> samples,
        torch.Device device
    )
    {
        var list = samples.ToList();
        return list[0].Keys.ToDictionary(key => key, key => torch.stack(list.Select(sample => sample[key])));
    }
}

/// <summary>Batches of tensors in order, each stacked along a new first dimension.</summary>
public class IterableDataLoader : DataLoader<IList<torch.Tensor>, IList<torch.Tensor>>
{
    public IterableDataLoader(
        torch.utils.data.IterableDataset dataset,
        int batchSize,
        IEnumerable<long> shuffler,
        torch.Device? device = null,
        int num_worker = 1,
        bool drop_last = false,
        bool disposeBatch = true,
        bool disposeDataset = true
    )
        : base(dataset, batchSize, Stack, shuffler, device, num_worker, drop_last, disposeBatch, disposeDataset) { }

    public IterableDataLoader(
        torch.utils.data.IterableDataset dataset,
        int batchSize,
        bool shuffle = false,
        torch.Device? device = null,
        int? seed = null,
        int num_worker = 1,
        bool drop_last = false,
        bool disposeBatch = true,
        bool disposeDataset = true
    )
        : base(dataset, batchSize, Stack, shuffle, device, seed, num_worker, drop_last, disposeBatch, disposeDataset)
    { }

    private static IList<torch.Tensor> Stack(IEnumerable<IList<torch.Tensor>> samples, torch.Device device)
    {
        var list = samples.ToList();
        return Enumerable.Range(0, list[0].Count).Select(i => torch.stack(list.Select(sample => sample[i]))).ToList();
    }
}
