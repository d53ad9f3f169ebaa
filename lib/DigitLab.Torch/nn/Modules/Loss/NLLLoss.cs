using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>-input[n, target[n]], of log-probabilities.</summary>
public sealed class NLLLoss : WeightedLoss<Tensor, Tensor, Tensor>
{
    internal NLLLoss(Tensor? weight, nn.Reduction reduction)
        : base(nameof(NLLLoss), weight, reduction) { }

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.nll_loss(input, target, weight, reduction);
}
