using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A table of vectors, looked up by their numbers: [*] of numbers gives [*, embedding_dims].</summary>
    public sealed class Embedding : nn.Module<Tensor, Tensor>
    {
        private readonly long? padding;
        private readonly double? largestNorm;
        private readonly double normPower;

        internal Embedding(Tensor table, bool train, long? padding_idx, double? max_norm, double norm_type)
            : base(nameof(Embedding))
        {
            if (table.ndim != 2)
                throw new ArgumentException(
                    $"Embedding: expects a table [rows, width], got {Shapes.Text(table.shape)}"
                );
            var rows = table.size(0);
            if (padding_idx is { } index && (index < -rows || index >= rows))
                throw new ArgumentException($"Embedding: padding_idx {index} must lie within the table's {rows} rows");
            padding = padding_idx < 0 ? padding_idx + rows : padding_idx;
            (largestNorm, normPower) = (max_norm, norm_type);
            weight = new Parameter(table, train);
        }

        /// <summary>[num_embeddings, embedding_dims]; normally distributed at the start.</summary>
        public Parameter weight
        {
            get;
            set => field = Registered(nameof(weight), value);
        }

        internal override string Configuration => $"{weight.size(0)}, {weight.size(1)}";

        public override Tensor forward(Tensor input)
        {
            if (largestNorm is { } largest)
                EmbeddingOp.Renormalize(weight, input, largest, normPower);
            return EmbeddingOp.Forward(input, weight, padding);
        }

        internal static Tensor NewTable(long rows, long width, long? padding, ScalarType? dtype)
        {
            var table = randn(rows, width, dtype);
            if (padding is { } row && row >= -rows && row < rows)
                table[row] = zeros(width, table.dtype);
            return table;
        }
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            /// <param name="padding_idx">A row that starts at 0 and is not trained.</param>
            /// <param name="max_norm">Rows with a larger norm are shrunk to it when they are looked up.</param>
            /// <param name="scale_grad_by_freq">Must be false.</param>
            /// <param name="sparse">Must be false: gradients are dense.</param>
            public static Embedding Embedding(
                long num_embeddings,
                long embedding_dims,
                long? padding_idx = null,
                double? max_norm = null,
                double norm_type = 2,
                bool scale_grad_by_freq = false,
                bool sparse = false,
                Device? device = null,
                ScalarType? dtype = null
            )
            {
                RequireDense(scale_grad_by_freq, sparse);
                var table = Modules.Embedding.NewTable(num_embeddings, embedding_dims, padding_idx, dtype);
                return new Embedding(table, true, padding_idx, max_norm, norm_type);
            }

            /// <summary>An embedding that starts from a given table, [rows, width].</summary>
            /// <param name="freeze">Whether the table is left as it is.</param>
            public static Embedding Embedding_from_pretrained(
                Tensor embeddings,
                bool freeze = true,
                long? padding_idx = null,
                double? max_norm = null,
                double norm_type = 2,
                bool scale_grad_by_freq = false,
                bool sparse = false,
                Device? device = null,
                ScalarType? dtype = null
            )
            {
                RequireDense(scale_grad_by_freq, sparse);
                return new(embeddings.to_type(dtype ?? embeddings.dtype), !freeze, padding_idx, max_norm, norm_type);
            }

            private static void RequireDense(bool scaleByFrequency, bool sparse)
            {
                if (scaleByFrequency || sparse)
                    throw new NotSupportedException(
                        "Embedding: scale_grad_by_freq and sparse gradients are not supported by this backend"
                    );
            }
        }
    }
}
