namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Fills with draws of a distribution, computed from uniform ones.</summary>
        private Tensor Transformed(string operation, Generator? generator, Func<double, double> transform)
        {
            RequireFloat(operation);
            using var off = no_grad();
            using var wide = torch.empty(Impl.Sizes, ScalarType.Float64);
            var source = generator ?? Generator.Default;
            lock (source.Gate)
            {
                var values = wide.data<double>();
                for (long i = 0; i < numel(); i++)
                    values[i] = transform(source.UniformDouble());
            }
            return copy_(wide.reshape(Impl.Sizes));
        }

        /// <summary>Fills with exponential numbers of rate lambda: -log(1 - u) / lambda.</summary>
        public Tensor exponential_(double lambda = 1, Generator? generator = null)
        {
            if (!(lambda > 0))
                throw new TorchException($"exponential_: expects lambda > 0, but got lambda={lambda}");
            return Transformed("exponential_", generator, u => -Math.Log(1 - u) / lambda);
        }

        /// <summary>Fills with the trials up to the first success of probability p.</summary>
        public Tensor geometric_(double p, Generator? generator = null)
        {
            if (!(p > 0 && p < 1))
                throw new TorchException($"geometric_: expects p in (0, 1), but got p={p}");
            return Transformed("geometric_", generator, u => Math.Ceiling(Math.Log(1 - u) / Math.Log(1 - p)));
        }

        /// <summary>Fills with Cauchy numbers.</summary>
        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null)
        {
            if (!(sigma > 0))
                throw new TorchException($"cauchy_: expects sigma > 0, but got sigma={sigma}");
            return Transformed("cauchy_", generator, u => median + sigma * Math.Tan(Math.PI * (u - 0.5)));
        }

        /// <summary>Fills with numbers whose logarithm is normal.</summary>
        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            RequireFloat("log_normal_");
            using var off = no_grad();
            using var drawn = torch.empty(Impl.Sizes, dtype).normal_(mean, std, generator);
            return copy_(drawn.exp());
        }

        /// <summary>Whole numbers uniform in [low, high), in this tensor's shape.</summary>
        public Tensor randint_like(
            long low,
            long high,
            ScalarType? dtype = null,
            Device? device = null,
            bool requires_grad = false
        ) => torch.randint(low, high, Impl.Sizes, dtype ?? this.dtype, device, requires_grad);
    }

    public static Tensor multinomial(
        Tensor input,
        long num_samples,
        bool replacement = false,
        Generator? generator = null
    ) => input.multinomial(num_samples, replacement, generator);

    /// <summary>Normal numbers, each of its own mean and deviation.</summary>
    public static Tensor normal(Tensor mean, Tensor std, Generator? generator = null)
    {
        var shape = Shapes.Broadcast(mean.Impl.Sizes, std.Impl.Sizes, "normal");
        using var drawn = empty(shape, ScalarTypes.ToFloat(mean.dtype)).normal_(0, 1, generator);
        return drawn * std + mean;
    }

    public static Tensor normal(
        double mean,
        double std,
        ReadOnlySpan<long> size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null
    ) => empty(size, dtype).normal_(mean, std, generator).requires_grad_(requires_grad);
}
