using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The Kullback-Leibler divergence of log-probabilities.</summary>
public sealed class KLDivLoss : Loss<Tensor, Tensor, Tensor>
{
    public KLDivLoss(bool log_target = true, nn.Reduction reduction = nn.Reduction.Mean)
        : base(nameof(KLDivLoss), reduction)
    {
        this.log_target = log_target;
    }

    public bool log_target { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.kl_div(input, target, log_target, reduction);
}
