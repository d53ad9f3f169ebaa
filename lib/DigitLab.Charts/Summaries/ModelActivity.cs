using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Summaries;

/// <summary>The outputs of an activation layer for some images. A unit is a neuron, or one feature map of a convolution.</summary>
/// <param name="Name">The layer's name in the model: "relu1".</param>
/// <param name="Kind">Its type: "ReLU".</param>
/// <param name="Units">The number of units.</param>
/// <param name="Dead">Units that are 0 everywhere for every image: with ReLU they no longer receive a gradient.</param>
/// <param name="Zeros">The share of all values that are 0, in [0, 1].</param>
/// <param name="Saturated">The share of values within 0.01 of a bound of sigmoid or tanh, where it is flat; 0 for others.</param>
public sealed record LayerActivity(string Name, string Kind, int Units, int Dead, double Zeros, double Saturated)
{
    /// <summary>The share of units that are dead, in [0, 1].</summary>
    public double DeadShare => (double)Dead / Units;

    internal static LayerActivity Of(LayerOutput layer)
    {
        var (values, units) = (layer.Values, (int)layer.Shape[1]);
        var size = values.Length / (int)layer.Shape[0] / units;
        var alive = new bool[units];
        for (var i = 0; i < values.Length; i++)
            if (values[i] != 0)
                alive[i / size % units] = true;
        Func<float, bool> flat = layer.Module switch
        {
            Sigmoid => value => Math.Abs(value - 0.5f) > 0.49f,
            Tanh => value => Math.Abs(value) > 0.99f,
            _ => _ => false,
        };
        return new(
            layer.Path,
            layer.Module.GetType().Name,
            units,
            alive.Count(lives => !lives),
            (double)values.Count(value => value == 0) / values.Length,
            (double)values.Count(flat) / values.Length
        );
    }
}

/// <summary>The activation layers of a model as a table: units, dead ones, zeros, saturated values.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class ModelActivity : IHtmlView
{
    internal ModelActivity(IReadOnlyList<LayerActivity> layers) => Layers = layers;

    /// <summary>The activation layers in execution order.</summary>
    public IReadOnlyList<LayerActivity> Layers { get; }

    /// <summary>The share of all units that are dead, in [0, 1].</summary>
    public double DeadShare => (double)Layers.Sum(layer => layer.Dead) / Layers.Sum(layer => layer.Units);

    private Table Table =>
        new(
            ["Layer", "Kind", "Units", "Dead", "Zeros", "Saturated"],
            Layers.Select(layer =>
                new[]
                {
                    layer.Name,
                    layer.Kind,
                    Number(layer.Units),
                    Number(layer.Dead),
                    Percent(layer.Zeros),
                    layer.Kind is "Sigmoid" or "Tanh" ? Percent(layer.Saturated) : "",
                }
            ),
            leftColumns: 2
        );

    private static string Number(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml();

    /// <summary>The table as text.</summary>
    public override string ToString() => Table.ToString();
}
