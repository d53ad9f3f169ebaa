using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>elu with the constants that keep mean and variance (Klambauer et al., 2017).</summary>
public sealed class SELU : ParameterLessModule<Tensor, Tensor>
{
    internal SELU(bool inplace)
        : base(nameof(SELU)) => this.inplace = inplace;

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.selu(tensor, inplace);
}
