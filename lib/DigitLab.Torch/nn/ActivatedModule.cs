using DigitLab.Kernels;

namespace TorchSharp.Modules;

/// <summary>A layer whose kernel can apply an activation before it stores its result.</summary>
internal interface ISupportsActivationFusion
{
    torch.Tensor Forward(torch.Tensor input, Activation activation);
}

/// <summary>The same, whose kernel can also pool its result before it stores it.</summary>
internal interface ISupportsPoolingFusion : ISupportsActivationFusion
{
    /// <returns>Null, and nothing done, where such a pooling needs a pass of its own.</returns>
    torch.Tensor? Forward(torch.Tensor input, Epilogue stages);
}

/// <summary>What a convolution's kernel does with its result on the way.</summary>
/// <param name="Activation">First.</param>
/// <param name="Pool">Then; null: nothing.</param>
/// <param name="Flatten">Whether the pooled images [N, C, H, W] become features [N, C·H·W].</param>
internal readonly record struct Epilogue(
    Activation Activation = Activation.None,
    IPoolingModule? Pool = null,
    bool Flatten = false
);

/// <summary>A module that is nothing but a pooling of [N, C, H, W]; the sizes are of height and width.</summary>
internal interface IPoolingModule
{
    bool IsAverage { get; }
    long[] kernel_size { get; }
    long[] stride { get; }
    long[] padding { get; }
    long[] dilation { get; }
    bool ceil_mode { get; }
    long? divisor_override { get; }
}

/// <summary>A module that is nothing but an activation that kernels know.</summary>
internal interface IActivationModule
{
    Activation Activation { get; }
}
