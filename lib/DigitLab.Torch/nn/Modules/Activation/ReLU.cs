using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>max(0, x).</summary>
public sealed class ReLU : ParameterLessModule<Tensor, Tensor>, IActivationModule
{
    internal ReLU(bool inplace)
        : base(nameof(ReLU)) => this.inplace = inplace;

    public bool inplace { get; set; }

    DigitLab.Kernels.Activation IActivationModule.Activation => DigitLab.Kernels.Activation.Relu;

    public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, inplace);
}
