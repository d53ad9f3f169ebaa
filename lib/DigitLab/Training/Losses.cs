using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>The losses of the labs: from a model's logits [N, classes] and labels [N], int64, to one number.</summary>
public static class Losses
{
    /// <summary>
    /// −log of the probability that softmax gives to the right class, the mean over the images. Right where an image is of
    /// one class alone. PyTorch's <c>nn.CrossEntropyLoss</c>.
    /// </summary>
    public static nn.Module<Tensor, Tensor, Tensor> CrossEntropy() => nn.CrossEntropyLoss();

    /// <summary>
    /// The lab sheet's cost J(Θ): each output is an independent yes or no (sigmoid), and the cross-entropies of all outputs add
    /// up, −Σₖ yₖ log hₖ + (1 − yₖ) log(1 − hₖ), the mean over the images. Before training about 10 · ln 2 = 6.93 for ten
    /// classes.
    /// </summary>
    public static nn.Module<Tensor, Tensor, Tensor> BinaryCrossEntropy() => new BinaryCrossEntropyLoss();

    /// <summary>What charts call a loss.</summary>
    internal static string NameOf(nn.Module<Tensor, Tensor, Tensor> loss) =>
        loss switch
        {
            TorchSharp.Modules.CrossEntropyLoss => "cross-entropy",
            BinaryCrossEntropyLoss => "cost J",
            _ => ModuleName.Of(loss),
        };

    /// <summary>The probabilities that a model gives, as the loss that it was trained with understands its logits.</summary>
    internal static Tensor Probabilities(nn.Module<Tensor, Tensor, Tensor> loss, Tensor logits) =>
        loss is BinaryCrossEntropyLoss ? logits.sigmoid() : nn.functional.softmax(logits, 1);
}

/// <inheritdoc cref="Losses.BinaryCrossEntropy"/>
internal sealed class BinaryCrossEntropyLoss() : nn.Module<Tensor, Tensor, Tensor>("BinaryCrossEntropy")
{
    /// <param name="logits">[N, classes].</param>
    /// <param name="labels">[N], int64.</param>
    public override Tensor forward(Tensor logits, Tensor labels)
    {
        using var classes = arange(logits.shape[1]);
        using var targets = labels.unsqueeze(1).eq(classes).to_type(logits.dtype);
        var sum = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction: nn.Reduction.Sum);
        return sum / logits.shape[0];
    }
}
