using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Charts;

/// <content>The same charts for tensors, and for a model and its outputs for images.</content>
public static partial class Chart
{
    /// <summary>Images in rows; with predictions: correct ones in green, wrong ones framed as "true → predicted".</summary>
    /// <param name="images">[…, rows, columns], e.g. [n, 1, 28, 28].</param>
    /// <param name="labels">[n], the true classes.</param>
    /// <param name="predictions">[n], the predicted classes.</param>
    /// <inheritdoc cref="ImageGrid(IReadOnlyList{float[,]}, IReadOnlyList{int}?, IReadOnlyList{int}?, string?, int, IReadOnlyList{string}?, IReadOnlyList{string}?)"/>
    public static Figure ImageGrid(
        Tensor images,
        Tensor? labels = null,
        Tensor? predictions = null,
        string? title = null,
        int columns = 0,
        IReadOnlyList<string>? classes = null,
        IReadOnlyList<string>? captions = null
    ) => ImageGrid(images.ToImages(), labels?.ToClasses(), predictions?.ToClasses(), title, columns, classes, captions);

    /// <param name="values">A tensor of any shape. (A type parameter, since an array would be converted to a tensor.)</param>
    /// <inheritdoc cref="Histogram{T}(IReadOnlyList{T}, string?, string, int, bool)"/>
    public static Figure Histogram<TTensor>(
        TTensor values,
        string? title = null,
        string xLabel = "value",
        int bins = 0,
        bool logY = false
    )
        where TTensor : Tensor => Histogram(values.ToFloats(), title, xLabel, bins, logY);

    /// <param name="weight">[outputs, inputs, rows, columns], a <c>Conv2d</c>'s weight.</param>
    /// <inheritdoc cref="Kernels(float[,,,], string?)"/>
    public static Figure Kernels(Tensor weight, string? title = null)
    {
        if (weight.shape.Length != 4)
            throw new ArgumentException(
                $"Kernels are [outputs, inputs, rows, columns]; the shape is [{string.Join(", ", weight.shape)}]."
            );
        var weights = new float[weight.shape[0], weight.shape[1], weight.shape[2], weight.shape[3]];
        Buffer.BlockCopy(weight.ToFloats(), 0, weights, 0, weights.Length * sizeof(float));
        return Kernels(weights, title);
    }

    /// <summary>An image passing through a model: the output of every layer.</summary>
    /// <param name="model">Its layers are run by <c>call</c>.</param>
    /// <param name="image">One input of the model: [1, 1, 28, 28], or without the ones.</param>
    /// <param name="title">The heading; by default the sequence of shapes.</param>
    /// <param name="layers">The names of the layers to draw, e.g. ["conv1", "conv2"]; by default all but flatten and dropout.</param>
    /// <exception cref="ArgumentException">More than one image, or a layer that the model does not have.</exception>
    public static Figure FeatureMaps(
        nn.Module<Tensor, Tensor> model,
        Tensor image,
        string? title = null,
        IReadOnlyList<string>? layers = null
    )
    {
        using var batch = image.reshape([
            .. Enumerable.Repeat(1L, Math.Max(0, 4 - image.shape.Length)),
            .. image.shape,
        ]);
        if (batch.shape[0] != 1)
            throw new ArgumentException(
                $"One image is wanted; the shape is [{string.Join(", ", image.shape)}].",
                nameof(image)
            );
        var outputs = LayerOutput.Of(model, batch);
        if (layers?.FirstOrDefault(name => outputs.All(layer => layer.Name != name)) is { } missing)
            throw new ArgumentException(
                $"The model has no layer '{missing}'; it has {string.Join(", ", outputs.Select(layer => layer.Name))}.",
                nameof(layers)
            );
        var maps = outputs
            .Where(layer =>
                layers?.Contains(layer.Name)
                ?? layer.Module is not (TorchSharp.Modules.Flatten or TorchSharp.Modules.Dropout)
            )
            .Select(layer => new LayerMaps(
                layer.Name,
                TensorConversions.ToImages(layer.Values, layer.Shape.Length == 2 ? [1, layer.Shape[1]] : layer.Shape)
            ));
        return FeatureMaps([new LayerMaps("input", batch.ToImages()), .. maps], title);
    }

    /// <param name="model">Its layers are run by <c>call</c>.</param>
    /// <param name="images">A batch of inputs of the model, e.g. [n, 1, 28, 28].</param>
    /// <inheritdoc cref="ActivationHistograms(IReadOnlyList{LayerValues}, string?, string)"/>
    public static Figure ActivationHistograms(nn.Module<Tensor, Tensor> model, Tensor images, string? title = null) =>
        ActivationHistograms(
            [
                .. LayerOutput
                    .Of(model, images)
                    .Where(layer => layer.Module is not TorchSharp.Modules.Flatten)
                    .Select(layer => new LayerValues(layer.Name, layer.Values)),
            ],
            title
        );

    /// <summary>A model as planes and vectors to scale; layers other than convolutions and dense layers are left out if they keep the shape.</summary>
    /// <param name="model">Its layers are run by <c>call</c>.</param>
    /// <param name="inputShape">Of one input without the batch, e.g. [1, 28, 28].</param>
    /// <param name="title">The heading; by default the sequence of shapes.</param>
    public static Figure Architecture(nn.Module<Tensor, Tensor> model, long[] inputShape, string? title = null)
    {
        using var input = zeros([1, .. inputShape]);
        return Architecture([.. LayerOutput.Stages(LayerOutput.Of(model, input), inputShape)], title);
    }

    /// <param name="image">[rows, columns], or with ones before: one input channel.</param>
    /// <param name="kernel">[rows, columns], or with ones before.</param>
    /// <inheritdoc cref="PixelExplained(float[,], float[,], float, int, int, int, int, string?)"/>
    public static Figure PixelExplained(
        Tensor image,
        Tensor kernel,
        float bias,
        int row,
        int column,
        int stride = 1,
        int padding = 0,
        string? title = null
    ) => PixelExplained(image.ToImage(), kernel.ToImage(), bias, row, column, stride, padding, title);

    /// <param name="image">[rows, columns], or with ones before: one input channel.</param>
    /// <param name="kernel">[rows, columns], or with ones before.</param>
    /// <inheritdoc cref="FilterSliding(float[,], float[,], float, int, int, string?)"/>
    public static Figure FilterSliding(
        Tensor image,
        Tensor kernel,
        float bias = 0,
        int stride = 1,
        int padding = 0,
        string? title = null
    ) => FilterSliding(image.ToImage(), kernel.ToImage(), bias, stride, padding, title);
}
