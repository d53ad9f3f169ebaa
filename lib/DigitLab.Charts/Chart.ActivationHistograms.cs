using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

/// <summary>The outputs of a layer for one or many images.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Values">The values, in any order.</param>
public sealed record LayerValues(string Name, IReadOnlyList<float> Values);

public static partial class Chart
{
    /// <summary>The distribution of each layer's outputs on a common scale: shows dead (zero) and saturated units, vanishing and exploding signals.</summary>
    /// <param name="layers">The layers from the input to the output.</param>
    /// <param name="title">The heading; by default which layer has the most zeros, else which varies most and least.</param>
    /// <param name="xLabel">The quantity, e.g. "activation" or "gradient".</param>
    /// <exception cref="ArgumentException">No layer, or a layer without a finite value.</exception>
    public static Figure ActivationHistograms(
        IReadOnlyList<LayerValues> layers,
        string? title = null,
        string xLabel = "activation"
    )
    {
        NotEmpty(layers, "the list of layers");
        var finite = layers
            .SelectMany(layer => layer.Values)
            .Where(float.IsFinite)
            .Select(value => (double)value)
            .DefaultIfEmpty();
        var (low, high) = (finite.Min(), finite.Max());
        var bins = layers.Select(layer => Bins.Of(layer.Values, 60, (low, high))).ToArray();
        foreach (var (layer, binned) in layers.Zip(bins))
            if (binned.Total == 0)
                throw new ArgumentException($"There is nothing to draw: layer '{layer.Name}' has no finite value.");

        double[] zeros =
        [
            .. layers.Select((layer, i) => layer.Values.Count(value => value == 0) / (double)bins[i].Total),
        ];
        string[] texts =
        [
            .. layers.Select(
                (layer, i) =>
                    $"{layer.Name}: {Numbers.Short(bins[i].Mean, 2)} ± {Numbers.Short(bins[i].Deviation, 2)}"
                    + (zeros[i] > 0.01 ? $", {Numbers.Percent(zeros[i], 0)} zero" : "")
            ),
        ];
        var most = Array.IndexOf(zeros, zeros.Max());
        var (wide, narrow) = (
            Enumerable.Range(0, bins.Length).MaxBy(i => bins[i].Deviation),
            Enumerable.Range(0, bins.Length).MinBy(i => bins[i].Deviation)
        );
        var finding =
            zeros[most] > 0.01
                ? $"Most zeros: {layers[most].Name} ({Numbers.Percent(zeros[most], 0)})"
                : $"Standard deviation from {Numbers.Short(bins[narrow].Deviation, 2)} ({layers[narrow].Name}) to {Numbers.Short(bins[wide].Deviation, 2)} ({layers[wide].Name})";
        var svg = new Svg(title ?? finding, $"Mean ± standard deviation. {string.Join("; ", texts)}.");

        double[][] shares =
        [
            .. bins.Select(binned => binned.Counts.Select(count => 100.0 * count / binned.Total).ToArray()),
        ];
        var x = Axis.Of([low, high, bins[0].Start, bins[0].End], xLabel, round: false, steps: 5);
        var y = Axis.Of(
            shares.SelectMany(share => share),
            "share of the values (%); above each: mean ± standard deviation",
            zero: true,
            steps: 3
        );
        var columns = layers.Count > 4 ? 2 : 1;
        Panels.Draw(svg, texts, columns, x, y, 108, (i, plot) => DrawBins(svg, plot, bins[i], shares[i]));

        var data = new JsonArray();
        for (var i = 0; i < layers.Count; i++)
        {
            var trace = PlotlyBins(bins[i], shares[i]);
            Panels.Place(trace, i);
            data.Add(trace);
        }
        return new("activation histograms", svg, data, Panels.PlotlyLayout(svg.Title, texts, columns, x, y));
    }
}
