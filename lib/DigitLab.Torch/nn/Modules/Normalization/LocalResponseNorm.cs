using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Divides by the squares of neighbouring channels (Krizhevsky et al., 2012).</summary>
    public sealed class LocalResponseNorm : ParameterLessModule<Tensor, Tensor>
    {
        internal LocalResponseNorm(long size, double alpha, double beta, double k)
            : base(nameof(LocalResponseNorm))
        {
            this.size = size;
            this.alpha = alpha;
            this.beta = beta;
            this.k = k;
        }

        public long size { get; set; }

        public double alpha { get; set; }

        public double beta { get; set; }

        public double k { get; set; }

        public override Tensor forward(Tensor input) => nn.functional.local_response_norm(input, size, alpha, beta, k);
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static LocalResponseNorm LocalResponseNorm(
                long size,
                double alpha = 0.0001,
                double beta = 0.75,
                double k = 1
            ) => new(size, alpha, beta, k);
        }
    }
}
