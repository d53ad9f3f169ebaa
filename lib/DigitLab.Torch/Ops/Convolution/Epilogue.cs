using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>The operations that a convolution's kernel applies to its result before it stores it.</summary>
/// <param name="Activation">Applied first.</param>
/// <param name="Pool">Applied to the activated result; null for no pooling.</param>
/// <param name="Flatten">Whether the pooled images [N, C, H, W] become features [N, C·H·W].</param>
internal readonly record struct Epilogue(
    Activation Activation = Activation.None,
    PoolArguments? Pool = null,
    bool Flatten = false
);
