using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>-log of the normal probability of targets, given mean and variance.</summary>
public sealed class GaussianNLLLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    public GaussianNLLLoss(bool full = false, float eps = 1e-8f, nn.Reduction reduction = nn.Reduction.Mean)
        : base(nameof(GaussianNLLLoss), reduction)
    {
        this.full = full;
        this.eps = eps;
    }

    public bool full { get; }

    public float eps { get; }

    public override Tensor forward(Tensor input, Tensor target, Tensor variance) =>
        nn.functional.gaussian_nll_loss(input, target, variance, full, eps, reduction);
}
