using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The mean over classes of binary cross-entropy with logits.</summary>
public sealed class MultiLabelSoftMarginLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public MultiLabelSoftMarginLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean)
        : base(nameof(MultiLabelSoftMarginLoss), weight, reduction) { }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.multilabel_soft_margin_loss(input, target, weight, reduction);
}
