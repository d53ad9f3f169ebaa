using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>-log softmax(input)[target]: the loss of classification, from logits.</summary>
public sealed class CrossEntropyLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    public CrossEntropyLoss(
        Tensor? weight = null,
        long? ignore_index = null,
        nn.Reduction reduction = nn.Reduction.Mean,
        double label_smoothing = 0
    )
        : base(nameof(CrossEntropyLoss), weight, reduction)
    {
        this.ignore_index = ignore_index;
        this.label_smoothing = label_smoothing;
    }

    public long? ignore_index { get; }

    public double label_smoothing { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
}
