namespace TorchSharp.Modules;

/// <summary>Adam with weight decay that is no part of the gradient (Loshchilov and Hutter, 2017).</summary>
public partial class AdamW : OptimizerHelper, torch.optim.IBetas
{
    private const bool Decoupled = true;
}
