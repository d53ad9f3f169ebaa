using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Binary cross-entropy of logits: sigmoid and the loss in one, without overflow.</summary>
public sealed class BCEWithLogitsLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    internal BCEWithLogitsLoss(Tensor? weight, nn.Reduction reduction, Tensor? pos_weights)
        : base(nameof(BCEWithLogitsLoss), weight, reduction)
    {
        this.pos_weights = pos_weights!;
    }

    public Tensor pos_weights { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
}
