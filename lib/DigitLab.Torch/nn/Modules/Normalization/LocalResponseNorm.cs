using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Divides by the squares of neighbouring channels (Krizhevsky et al., 2012).</summary>
public sealed class LocalResponseNorm : ParameterLessModule<Tensor, Tensor>
{
    internal LocalResponseNorm(long size, double alpha, double beta, double k)
        : base(nameof(LocalResponseNorm))
    {
        this.size = size;
        this.alpha = alpha;
        this.beta = beta;
        this.k = k;
    }

    public long size { get; set; }

    public double alpha { get; set; }

    public double beta { get; set; }

    public double k { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.local_response_norm(input, size, alpha, beta, k);
}
