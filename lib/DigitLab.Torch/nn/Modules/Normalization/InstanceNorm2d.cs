using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Instance normalisation of [N, C, H, W] or [C, H, W].</summary>
public sealed class InstanceNorm2d : InstanceNorm
{
    internal InstanceNorm2d(
        long num_features,
        double eps,
        double momentum,
        bool affine,
        bool track_running_stats,
        Device? device,
        ScalarType? dtype
    )
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm2d)) { }

    protected override void ValidateInputDimensions(Tensor input) =>
        RequireShape(input, "[N, C, H, W] or [C, H, W]", 3, 4);

    protected override long GetNumberOfBatchDimensions() => 4;
}
