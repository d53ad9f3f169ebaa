using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x·hardsigmoid(x).</summary>
public sealed class Hardswish : ParameterLessModule<Tensor, Tensor>
{
    internal Hardswish(bool inplace)
        : base(nameof(Hardswish))
    {
        this.inplace = inplace;
    }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.hardswish(tensor, inplace);
}
