using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>max(0, |anchor - positive| - |anchor - negative| + margin).</summary>
public sealed class TripletMarginLoss : Loss<Tensor, Tensor, Tensor, Tensor>
{
    private readonly double eps;
    private readonly bool swap;

    public TripletMarginLoss(
        double margin = 1,
        long p = 2,
        double eps = 1e-06,
        bool swap = false,
        nn.Reduction reduction = nn.Reduction.Mean
    )
        : base(nameof(TripletMarginLoss), reduction)
    {
        this.margin = margin;
        this.p = p;
        this.eps = eps;
        this.swap = swap;
    }

    public double margin { get; }

    public long p { get; }

    public override Tensor forward(Tensor anchor, Tensor positive, Tensor negative) =>
        nn.functional.triplet_margin_loss(anchor, positive, negative, margin, p, eps, swap, reduction);
}
