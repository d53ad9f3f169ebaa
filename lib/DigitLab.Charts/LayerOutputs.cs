using DigitLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Charts;

/// <summary>The output of one layer.</summary>
/// <param name="Path">The layer's dotted name in the model, e.g. "features.conv1"; in a <c>Sequential</c> its number, "0".</param>
/// <param name="Module">The layer.</param>
/// <param name="Shape">The output's shape, with the batch.</param>
/// <param name="Values">The output's values in row-major order.</param>
internal sealed record LayerOutput(string Path, nn.Module Module, long[] Shape, float[] Values)
{
    /// <summary>The end of the path, e.g. "conv1"; for a numbered layer its kind and number, "Conv2d 0".</summary>
    public string Name =>
        Path.Split('.')[^1] is var last && int.TryParse(last, out _) ? $"{Module.GetType().Name} {last}" : last;

    /// <summary>Runs the model once in evaluation mode and records the output of every layer.</summary>
    /// <exception cref="ArgumentException">The model runs none of its layers with <c>call</c>.</exception>
    public static IReadOnlyList<LayerOutput> Of(nn.Module<Tensor, Tensor> model, Tensor input)
    {
        using var scope = NewDisposeScope();
        var outputs = new List<LayerOutput>();
        LayerCalls.Observe(
            model,
            input,
            (path, layer, _, output) => outputs.Add(new(path, layer, output.shape, output.ToFloats()))
        );
        return outputs.Count > 0 ? outputs : throw LayerCalls.NoneCalled(model);
    }

    /// <summary>The layers that change the shape or have windows or weights, as stages of a drawing.</summary>
    public static IEnumerable<Stage> Stages(IReadOnlyList<LayerOutput> layers, long[] inputShape)
    {
        var before = StageOf("input", inputShape);
        yield return before;
        foreach (var layer in layers)
        {
            var stage = StageOf(layer.Name, layer.Shape[1..]);
            if (
                layer.Module is Flatten
                || layer.Module is not (Conv2d or Linear)
                    && (stage.Channels, stage.Height, stage.Width) == (before.Channels, before.Height, before.Width)
            )
                continue;
            var (operation, window) = layer.Module switch
            {
                Conv2d conv => ("conv", conv.kernel_size),
                MaxPool2d pool => ("max-pool", pool.kernel_size),
                AvgPool2d pool => ("mean-pool", pool.kernel_size),
                var other when other.GetType().Name.Contains("Pad", StringComparison.Ordinal) => ("pad", null),
                var other => (other.GetType().Name.ToLowerInvariant(), null),
            };
            yield return before = stage with
            {
                Operation = window is null ? operation : $"{operation} {window[0]}×{window[^1]}",
                Window = (int)(window?[0] ?? 0),
            };
        }
    }

    private static Stage StageOf(string name, long[] shape) =>
        shape.Length == 3 ? new(name, (int)shape[0], (int)shape[1], (int)shape[2])
        : shape.Length == 2 ? new(name, 1, (int)shape[0], (int)shape[1])
        : new(name, (int)shape.Aggregate(1L, (product, size) => product * size));
}
