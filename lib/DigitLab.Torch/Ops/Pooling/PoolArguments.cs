namespace TorchSharp;

/// <summary>The arguments of a pooling of [N, C, H, W]. The pairs are of height and width.</summary>
internal readonly record struct PoolArguments(
    bool IsAverage,
    long[] KernelSize,
    long[] Stride,
    long[] Padding,
    long[] Dilation,
    bool CeilMode,
    long? DivisorOverride
);
