using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The triplet loss with a distance of your own.</summary>
public sealed class TripletMarginWithDistanceLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    private readonly Func<Tensor, Tensor, Tensor>? distance;
    private readonly bool swap;

    public TripletMarginWithDistanceLoss(
        Func<Tensor, Tensor, Tensor>? distance = null,
        double margin = 1,
        bool swap = false,
        nn.Reduction reduction = nn.Reduction.Mean
    )
        : base(nameof(TripletMarginWithDistanceLoss), reduction)
    {
        this.distance = distance;
        this.margin = margin;
        this.swap = swap;
    }

    public double margin { get; }

    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) =>
        nn.functional.triplet_margin_with_distance_loss(anchor, positive, negative, distance, margin, swap, reduction);
}
