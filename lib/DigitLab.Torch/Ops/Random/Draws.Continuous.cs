namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Fills with numbers that are drawn one by one in double precision.</summary>
        private Tensor Drawn(string operation, Generator? generator, Func<Generator, double> draw)
        {
            RequireFloat(operation);
            var source = generator ?? Generator.Default;
            var values = new double[numel()];
            lock (source.Gate)
                for (var i = 0; i < values.Length; i++)
                    values[i] = draw(source);
            using var off = no_grad();
            using var drawn = tensor(values, Impl.Sizes);
            return copy_(drawn);
        }

        /// <summary>Fills with exponential numbers of rate lambda: -log(1 - u) / lambda.</summary>
        public Tensor exponential_(double lambda = 1, Generator? generator = null)
        {
            if (!(lambda > 0))
                throw new TorchException($"exponential_: expects lambda > 0, but got lambda={lambda}");
            return Drawn("exponential_", generator, source => -Math.Log(1 - source.UniformDouble()) / lambda);
        }

        /// <summary>Fills with the trials up to the first success of probability p.</summary>
        public Tensor geometric_(double p, Generator? generator = null)
        {
            if (!(p > 0 && p < 1))
                throw new TorchException($"geometric_: expects p in (0, 1), but got p={p}");
            return Drawn(
                "geometric_",
                generator,
                source => Math.Ceiling(Math.Log(source.UniformDouble()) / Math.Log(1 - p))
            );
        }

        /// <summary>Fills with Cauchy numbers.</summary>
        public Tensor cauchy_(double median = 0, double sigma = 1, Generator? generator = null)
        {
            if (!(sigma > 0))
                throw new TorchException($"cauchy_: expects sigma > 0, but got sigma={sigma}");
            return Drawn(
                "cauchy_",
                generator,
                source => median + sigma * Math.Tan(Math.PI * (source.UniformDouble() - 0.5))
            );
        }

        /// <summary>Fills with numbers whose logarithm is normal.</summary>
        public Tensor log_normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            if (!(std > 0))
                throw new TorchException($"log_normal_: expects std > 0, but got std={std}");
            return Drawn("log_normal_", generator, source => Math.Exp(mean + std * source.Normal()));
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

    /// <summary>Normal numbers, each with its own mean and standard deviation.</summary>
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
