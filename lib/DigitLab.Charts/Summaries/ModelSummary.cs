using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;
using DigitLab.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Summaries;

/// <summary>One layer of a model.</summary>
/// <param name="Name">Its name in the model: "conv1".</param>
/// <param name="Kind">Its type: "Conv2d".</param>
/// <param name="OutputShape">Of one sample, without the batch.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">For one sample, forward.</param>
public sealed record LayerSummary(
    string Name,
    string Kind,
    IReadOnlyList<long> OutputShape,
    long Parameters,
    long MultiplyAdds
)
{
    /// <summary>Bytes of its output for one sample, in float32.</summary>
    public long OutputBytes => 4 * OutputShape.Aggregate(1L, (product, size) => product * size);
}

/// <summary>A model as a table: layer, output shape, parameters, multiply-adds, bytes (as Keras's <c>model.summary()</c>).</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class ModelSummary : IHtmlView
{
    internal ModelSummary(IReadOnlyList<LayerSummary> layers, long parameters, long trainable) =>
        (Layers, Parameters, TrainableParameters) = (layers, parameters, trainable);

    /// <summary>The layers in execution order.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>All weights and biases.</summary>
    public long Parameters { get; }

    /// <summary>The trainable ones: all but frozen ones.</summary>
    public long TrainableParameters { get; }

    /// <summary>Multiply-adds of one sample's forward pass.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    private static readonly string[] Header = ["Layer", "Kind", "Output shape", "Parameters", "Multiply-adds", "Bytes"];

    private IEnumerable<string[]> Rows =>
        Layers.Select(layer =>
            new[]
            {
                layer.Name,
                layer.Kind,
                string.Join(" x ", layer.OutputShape),
                Number(layer.Parameters),
                Number(layer.MultiplyAdds),
                Number(layer.OutputBytes),
            }
        );

    private string[] Totals =>
        ["Total", "", "", Number(Parameters), Number(MultiplyAdds), Number(Layers.Sum(layer => layer.OutputBytes))];

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private string Footnote =>
        TrainableParameters == Parameters
            ? ""
            : $"Of these {Number(TrainableParameters)} are trained, the others are frozen.";

    private Table Table => new(Header, Rows, leftColumns: 3, [Totals], ShareOf);

    private double ShareOf(int row, int column) =>
        column switch
        {
            3 when Parameters > 0 => (double)Layers[row].Parameters / Parameters,
            4 when MultiplyAdds > 0 => (double)Layers[row].MultiplyAdds / MultiplyAdds,
            _ => 0,
        };

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml() + (Footnote == "" ? "" : $"<div>{Footnote}</div>");

    /// <summary>The table as text.</summary>
    public override string ToString() => Table + Footnote;
}

/// <summary>Summaries of models.</summary>
public static class ModelSummaryExtensions
{
    /// <summary>Runs one blank sample through the model and lists its layers.</summary>
    /// <param name="model">The model; its training mode is restored.</param>
    /// <param name="inputShape">Of one sample, without the batch: <c>model.Summary(1, 28, 28)</c>.</param>
    public static ModelSummary Summary(this nn.Module<Tensor, Tensor> model, params long[] inputShape)
    {
        using var input = zeros([1, .. inputShape], device: ModelDevice.Of(model));
        var counted = new HashSet<nn.Module>();
        var layers = LayerOutput
            .Of(model, input)
            .Select(layer => new LayerSummary(
                layer.Path,
                layer.Module.GetType().Name,
                layer.Shape[1..],
                // The parameters of a layer that runs twice are counted once.
                counted.Add(layer.Module)
                    ? layer.Module.parameters().Sum(parameter => parameter.numel())
                    : 0,
                MultiplyAdds(layer.Module, layer.Shape[1..])
            ))
            .ToList();
        var parameters = model.parameters().ToList();
        return new ModelSummary(
            layers,
            parameters.Sum(parameter => parameter.numel()),
            parameters.Where(parameter => parameter.requires_grad).Sum(parameter => parameter.numel())
        );
    }

    /// <summary>Runs images through the model and counts dead and saturated units of its activation layers.</summary>
    /// <param name="model">The model; its training mode is restored.</param>
    /// <param name="images">[N, 1, 28, 28]; a few hundred are enough.</param>
    public static ModelActivity Activity(this nn.Module<Tensor, Tensor> model, Tensor images)
    {
        var (before, layers) = (images.shape, new List<LayerActivity>());
        foreach (var layer in LayerOutput.Of(model, images))
        {
            // A layer that keeps the shape and has no parameters is an activation, except dropout, which does nothing here.
            var activates = layer.Shape.AsSpan().SequenceEqual(before) && !layer.Module.parameters().Any();
            if (activates && layer.Module is not (Dropout or Dropout2d or Identity))
                layers.Add(LayerActivity.Of(layer));
            before = layer.Shape;
        }
        return new(layers);
    }

    private static long MultiplyAdds(nn.Module layer, long[] output) =>
        layer switch
        {
            Conv2d conv => output[1] * output[2] * conv.weight.numel(),
            Linear linear => linear.weight.numel(),
            _ => 0,
        };
}
