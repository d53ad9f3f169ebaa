using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The p-norm of the difference of vectors.</summary>
public sealed class PairwiseDistance : ParameterLessModule<Tensor, Tensor, Tensor>
{
    internal PairwiseDistance(double p, double eps, bool keepdim)
        : base(nameof(PairwiseDistance))
    {
        norm = p;
        this.eps = eps;
        this.keepdim = keepdim;
    }

    public double norm { get; set; }

    public double eps { get; set; }

    public bool keepdim { get; set; }

    public override Tensor forward(Tensor input1, Tensor input2) =>
        nn.functional.pairwise_distance(input1, input2, norm, eps, keepdim);
}
