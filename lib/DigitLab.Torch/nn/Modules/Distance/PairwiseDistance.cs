using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>The p-norm of the difference of vectors.</summary>
    public sealed class PairwiseDistance : ParameterLessModule<Tensor, Tensor, Tensor>
    {
        internal PairwiseDistance(double norm, double eps, bool keepdim)
            : base(nameof(PairwiseDistance))
        {
            this.norm = norm;
            this.eps = eps;
            this.keepdim = keepdim;
        }

        public double norm { get; set; }

        public double eps { get; set; }

        public bool keepdim { get; set; }

        public override Tensor forward(Tensor input1, Tensor input2) =>
            nn.functional.pairwise_distance(input1, input2, norm, eps, keepdim);
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static PairwiseDistance PairwiseDistance(double p = 2, double eps = 1e-6, bool keepdim = false) =>
                new(p, eps, keepdim);
        }
    }
}
