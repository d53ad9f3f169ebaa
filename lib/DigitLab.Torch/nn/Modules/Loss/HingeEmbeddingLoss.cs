using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Distances of pairs that belong together (1), shortfalls of a margin of those that do not (-1).</summary>
public sealed class HingeEmbeddingLoss : Loss<Tensor, Tensor, Tensor>
{
    public HingeEmbeddingLoss(double margin = 0, nn.Reduction reduction = nn.Reduction.Mean)
        : base(nameof(HingeEmbeddingLoss), reduction)
    {
        this.margin = margin;
    }

    public double margin { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.hinge_embedding_loss(input, target, margin, reduction);
}
