using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Squares of small differences, sizes of large ones (Huber, 1964).</summary>
public sealed class HuberLoss : Loss<Tensor, Tensor, Tensor>
{
    public HuberLoss(double delta = 1, nn.Reduction reduction = nn.Reduction.Mean)
        : base(nameof(HuberLoss), reduction)
    {
        this.delta = delta;
    }

    public double delta { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.huber_loss(input, target, delta, reduction);
}
