using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x where positive, else alpha·(exp(x) - 1).</summary>
public sealed class ELU : ParameterLessModule<Tensor, Tensor>
{
    internal ELU(double alpha, bool inplace)
        : base(nameof(ELU))
    {
        this.alpha = alpha;
        this.inplace = inplace;
    }

    public double alpha { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.elu(tensor, alpha, inplace);
}
