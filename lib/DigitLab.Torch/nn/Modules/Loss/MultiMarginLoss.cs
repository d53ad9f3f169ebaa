using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>By how much each class comes too near the right one.</summary>
public sealed class MultiMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public MultiMarginLoss(
        int p = 1,
        double margin = 1,
        Tensor? weight = null,
        nn.Reduction reduction = nn.Reduction.Mean
    )
        : base(nameof(MultiMarginLoss), weight, reduction)
    {
        this.p = p;
        this.margin = margin;
    }

    public int p { get; }

    public double margin { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.multi_margin_loss(input, target, p, margin, weight, reduction);
}
