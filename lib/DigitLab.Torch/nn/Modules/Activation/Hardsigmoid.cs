using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>clamp(x + 3, 0, 6) / 6.</summary>
public sealed class Hardsigmoid : ParameterLessModule<Tensor, Tensor>
{
    internal Hardsigmoid(bool inplace)
        : base(nameof(Hardsigmoid))
    {
        this.inplace = inplace;
    }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.hardsigmoid(tensor, inplace);
}
