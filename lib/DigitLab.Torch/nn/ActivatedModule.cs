using DigitLab.Torch.Kernels;

namespace TorchSharp.Modules;

/// <summary>A layer whose kernel can apply an activation before it stores its result.</summary>
internal interface IActivatedModule
{
    torch.Tensor Forward(torch.Tensor input, Activation activation);
}

/// <summary>A module that is nothing but an activation that kernels know.</summary>
internal interface IActivationModule
{
    Activation Activation { get; }
}
