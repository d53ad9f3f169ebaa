using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>max(0, -target·(input1 - input2) + margin).</summary>
public sealed class MarginRankingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    public MarginRankingLoss(double margin = 0, nn.Reduction reduction = nn.Reduction.Mean)
        : base(nameof(MarginRankingLoss), reduction)
    {
        this.margin = margin;
    }

    public double margin { get; }

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        nn.functional.margin_ranking_loss(input1, input2, target, margin, reduction);
}
