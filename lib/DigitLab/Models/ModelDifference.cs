using DigitLab.Summaries;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Models;

/// <summary>Compares a model that was built layer by layer with the one that was asked for.</summary>
public static class ModelDifference
{
    /// <summary>What differs, as a hint; null if both compute the same from the same parameters, in training too.</summary>
    /// <param name="model">The model; it gets the reference's parameters.</param>
    /// <param name="reference">What was asked for. Its parameters lie in the order of its layers.</param>
    /// <param name="inputShape">Of one sample, without the batch: 1, 28, 28.</param>
    public static string? Hint(
        nn.Module<Tensor, Tensor>? model,
        nn.Module<Tensor, Tensor> reference,
        params long[] inputShape
    )
    {
        if (model is null)
            return "It gives null in place of a model.";
        using var scope = NewDisposeScope();
        using var off = no_grad();
        var (found, wanted) = (model.named_parameters().ToList(), reference.parameters().ToList());
        for (var i = 0; i < Math.Min(found.Count, wanted.Count); i++)
            if (!found[i].parameter.shape.SequenceEqual(wanted[i].shape))
                return $"{found[i].name} has the shape [{string.Join(", ", found[i].parameter.shape)}]: "
                    + "look at the layer's inputs and outputs, and at the kernel if it is a convolution.";
        if (found.Count != wanted.Count)
            return $"It has {found.Count} tensors of weights and biases: is a layer missing, or one too many?";
        for (var i = 0; i < wanted.Count; i++)
            found[i].parameter.copy_(wanted[i]);

        var images = rand([8, .. inputShape]);
        var (ours, theirs) = (Run(reference, images, false), Run(model, images, false));
        if (!ours.shape.SequenceEqual(theirs.shape))
            return $"For 8 images it gives [{string.Join(", ", theirs.shape)}], and not a row of logits for each image.";
        if (!Near(ours, theirs))
            return Near(theirs, ours.softmax(1)) || Near(theirs, ours.log_softmax(1))
                ? "It ends with a softmax: the loss expects logits and takes the softmax itself."
                : Layers(model, reference, inputShape);
        var (trained, training) = (Run(reference, images, true), Run(model, images, true));
        return Near(trained, training) ? null
            : Near(training, theirs)
                ? "Nothing is dropped in training mode: a dropout layer is missing, or its rate is 0."
            : "In training mode it drops something else: look at the dropout layers' places and rates.";
    }

    private static string Layers(nn.Module<Tensor, Tensor> model, nn.Module<Tensor, Tensor> reference, long[] shape)
    {
        var kinds = model.Summary(shape).Layers.Where(layer => layer.Kind != nameof(Dropout)).ToList();
        var asked = reference.Summary(shape).Layers.Where(layer => layer.Kind != nameof(Dropout)).ToList();
        var at = kinds.Zip(asked).TakeWhile(pair => pair.First.Kind == pair.Second.Kind).Count();
        return "The weights have the right shapes, but the model computes something else. "
            + (
                at < kinds.Count
                    ? $"Look at the layer {kinds[at].Name} ({kinds[at].Kind}) and what stands before it: are activation, "
                        + "pooling and padding what is asked for, and is none missing?"
                    : "Look at what each layer does besides its weights: activation, pooling, stride and padding."
            );
    }

    private static Tensor Run(nn.Module<Tensor, Tensor> model, Tensor images, bool training)
    {
        var before = model.training;
        model.train(training);
        manual_seed(1);
        var output = model.call(images);
        model.train(before);
        return output;
    }

    private static bool Near(Tensor a, Tensor b) => (a - b).abs().max().item<float>() < 1e-4f;
}
