using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Batch normalisation of [N, C] or [N, C, L].</summary>
    public sealed class BatchNorm1d : BatchNorm
    {
        internal BatchNorm1d(
            long num_features,
            double eps,
            double momentum,
            bool affine,
            bool track_running_stats,
            Device? device,
            ScalarType? dtype
        )
            : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d)) { }

        protected override void ValidateInputDimensions(Tensor input) =>
            RequireShape(input, "[N, C] or [N, C, L]", 2, 3);
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static BatchNorm1d BatchNorm1d(
                long num_features,
                double eps = 1e-05,
                double momentum = 0.1,
                bool affine = true,
                bool track_running_stats = true,
                Device? device = null,
                ScalarType? dtype = null
            ) => new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
        }
    }
}
