using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The hyperbolic tangent.</summary>
public sealed class Tanh : ParameterLessModule<Tensor, Tensor>, IActivationModule
{
    internal Tanh(bool inplace = false)
        : base(nameof(Tanh)) => this.inplace = inplace;

    public bool inplace { get; set; }

    DigitLab.Kernels.Activation IActivationModule.Activation => DigitLab.Kernels.Activation.Tanh;

    public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor, inplace);
}
