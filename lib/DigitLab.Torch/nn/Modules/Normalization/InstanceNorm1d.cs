using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Instance normalisation of [N, C, L] or [C, L].</summary>
    public sealed class InstanceNorm1d : InstanceNorm
    {
        internal InstanceNorm1d(
            long num_features,
            double eps,
            double momentum,
            bool affine,
            bool track_running_stats,
            Device? device,
            ScalarType? dtype
        )
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm1d)) { }

        protected override void ValidateInputDimensions(Tensor input) =>
            RequireShape(input, "[N, C, L] or [C, L]", 2, 3);

        protected override long GetNumberOfBatchDimensions() => 3;
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static InstanceNorm1d InstanceNorm1d(
                long num_features,
                double eps = 1e-05,
                double momentum = 0.1,
                bool affine = false,
                bool track_running_stats = false,
                Device? device = null,
                ScalarType? dtype = null
            ) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
