using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed class Sigmoid : ParameterLessModule<Tensor, Tensor>, IActivationModule
{
    internal Sigmoid(bool inplace = false)
        : base(nameof(Sigmoid)) => this.inplace = inplace;

    public bool inplace { get; set; }

    DigitLab.Kernels.Activation IActivationModule.Activation => DigitLab.Kernels.Activation.Sigmoid;

    public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor, inplace);
}
