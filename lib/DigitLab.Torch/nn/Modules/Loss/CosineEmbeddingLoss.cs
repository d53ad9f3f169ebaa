using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Makes pairs point the same way (1) or apart (-1).</summary>
public sealed class CosineEmbeddingLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    public CosineEmbeddingLoss(double margin = 0, nn.Reduction reduction = nn.Reduction.Mean)
        : base(nameof(CosineEmbeddingLoss), reduction)
    {
        this.margin = margin;
    }

    public double margin { get; }

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        nn.functional.cosine_embedding_loss(input1, input2, target, margin, reduction);
}
