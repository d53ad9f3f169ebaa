using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x·sigmoid(x).</summary>
public sealed class SiLU : ParameterLessModule<Tensor, Tensor>
{
    internal SiLU(bool inplace = false)
        : base(nameof(SiLU)) => this.inplace = inplace;

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.silu(tensor, inplace);
}
