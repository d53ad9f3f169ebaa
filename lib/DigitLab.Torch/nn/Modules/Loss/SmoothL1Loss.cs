using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Squares of small differences, sizes of large ones.</summary>
public sealed class SmoothL1Loss : Loss<Tensor, Tensor, Tensor>
{
    public SmoothL1Loss(nn.Reduction reduction = nn.Reduction.Mean, double beta = 1)
        : base(nameof(SmoothL1Loss), reduction)
    {
        this.beta = beta;
    }

    public double beta { get; }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.smooth_l1_loss(input, target, reduction, beta);
}
