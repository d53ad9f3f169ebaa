using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>(input - target)².</summary>
public sealed class MSELoss : Loss<Tensor, Tensor, Tensor>
{
    internal MSELoss(nn.Reduction reduction)
        : base(nameof(MSELoss), reduction) { }

    public override Tensor forward(Tensor input, Tensor target) => nn.functional.mse_loss(input, target, reduction);
}
