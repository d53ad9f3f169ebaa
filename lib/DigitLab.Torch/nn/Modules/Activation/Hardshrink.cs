using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x where |x| exceeds lambda, else 0.</summary>
public sealed class Hardshrink : ParameterLessModule<Tensor, Tensor>
{
    internal Hardshrink(double lambda)
        : base(nameof(Hardshrink))
    {
        this.lambda = lambda;
    }

    public double lambda { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.hardshrink(tensor, lambda);
}
