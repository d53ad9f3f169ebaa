using DigitLab.Kernels;

namespace TorchSharp.Modules;

/// <summary>A layer whose kernel can apply an activation before it stores its result.</summary>
internal interface ISupportsActivationFusion
{
    torch.Tensor Forward(torch.Tensor input, Activation activation);
}

/// <summary>A layer whose kernel can also pool its result before it stores it.</summary>
internal interface ISupportsPoolingFusion : ISupportsActivationFusion
{
    /// <summary>Whether <see cref="Forward(torch.Tensor, Epilogue)"/> can be called for this input.</summary>
    bool CanFuse(torch.Tensor input, in Epilogue epilogue);

    torch.Tensor Forward(torch.Tensor input, Epilogue epilogue);
}

/// <summary>A module that only pools images [N, C, H, W].</summary>
internal interface IPoolingModule
{
    PoolArguments Arguments { get; }
}

/// <summary>A module that only applies an activation that the kernels know.</summary>
internal interface IActivationModule
{
    Activation Activation { get; }
}
