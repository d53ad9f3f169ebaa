using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The input itself.</summary>
public sealed class Identity : ParameterLessModule<Tensor, Tensor>
{
    internal Identity()
        : base(nameof(Identity)) { }

    public override Tensor forward(Tensor tensor) => tensor.NewHandle();
}
