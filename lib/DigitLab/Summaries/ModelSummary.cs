using System.Globalization;
using DigitLab.Display;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DigitLab.Summaries;

/// <summary>One layer of a model.</summary>
/// <param name="Name">Its name in the model: "conv1".</param>
/// <param name="Kind">What it is: "Conv2d".</param>
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
    internal ModelSummary(IReadOnlyList<LayerSummary> layers, long parameters) =>
        (Layers, Parameters) = (layers, parameters);

    /// <summary>The layers in the order in which they are run.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>All trainable numbers.</summary>
    public long Parameters { get; }

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

    /// <inheritdoc/>
    public string ToHtml() => Html.Table(Header, Rows, new HashSet<int> { 3, 4, 5 }, Totals);

    /// <summary>The table as text.</summary>
    public override string ToString() => TextTable.Of(Header, Rows, leftColumns: 3, Totals);
}

/// <summary>Summaries of models.</summary>
public static class ModelSummaryExtensions
{
    /// <summary>Runs one blank sample through the model and tells what each layer made of it.</summary>
    /// <param name="model">The model; its training mode is restored.</param>
    /// <param name="inputShape">Of one sample, without the batch: <c>model.Summary(1, 28, 28)</c>.</param>
    public static ModelSummary Summary(this nn.Module<Tensor, Tensor> model, params long[] inputShape)
    {
        var layers = new List<LayerSummary>();
        var removers = new List<Action>();
        var named = model.named_modules().ToList();
        if (named.Count == 0)
            named.Add((model.GetName(), model));
        foreach (var (name, module) in named)
        {
            if (module is not nn.Module<Tensor, Tensor> layer || module.named_children().Any())
                continue;
            var hook = layer.register_forward_hook(
                (_, _, output) =>
                {
                    var shape = output.shape[1..];
                    var parameters = layer.parameters().Sum(parameter => parameter.numel());
                    layers.Add(
                        new LayerSummary(name, layer.GetType().Name, shape, parameters, MultiplyAdds(layer, shape))
                    );
                    return output;
                }
            );
            removers.Add(hook.remove);
        }
        var training = model.training;
        try
        {
            using var scope = NewDisposeScope();
            using var off = no_grad();
            model.eval();
            model.call(zeros([1, .. inputShape]));
        }
        finally
        {
            model.train(training);
            removers.ForEach(remove => remove());
        }
        return new ModelSummary(layers, model.parameters().Sum(parameter => parameter.numel()));
    }

    private static long MultiplyAdds(nn.Module layer, long[] output) =>
        layer switch
        {
            Conv2d conv => output[1] * output[2] * conv.weight.numel(),
            Linear linear => linear.weight.numel(),
            _ => 0,
        };
}
