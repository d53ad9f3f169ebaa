using System.Numerics;
using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>The distribution of values over equal bins with round edges.</summary>
    /// <param name="values">The values; non-finite ones are left out and counted below the chart.</param>
    /// <param name="title">The heading; by default mean and standard deviation.</param>
    /// <param name="xLabel">What is measured, with its unit.</param>
    /// <param name="bins">The approximate number of bins; 0 chooses (Rice's rule, 2·∛n, between 5 and 40).</param>
    /// <param name="logY">A logarithmic count axis, for values that are nearly all equal.</param>
    /// <exception cref="ArgumentException">No finite value.</exception>
    public static Figure Histogram<T>(
        IReadOnlyList<T> values,
        string? title = null,
        string xLabel = "value",
        int bins = 0,
        bool logY = false
    )
        where T : INumber<T>
    {
        var binned = Bins.Of(values, bins);
        if (binned.Total == 0)
            throw new ArgumentException($"There is nothing to draw: none of {Count(values.Count, "value")} is finite.");
        var svg = new Svg(
            title
                ?? $"{Capitalized(xLabel)}: mean {Numbers.Short(binned.Mean, 4)}, standard deviation {Numbers.Short(binned.Deviation, 4)}",
            $"{Numbers.Short(binned.Total)} values from {Numbers.Short(binned.Low)} to {Numbers.Short(binned.High)} in {Count(binned.Counts.Length, "bin")} of width {Numbers.Short(binned.Width)}; mean {Numbers.Short(binned.Mean)}, standard deviation {Numbers.Short(binned.Deviation)}."
        );
        double[] heights = [.. binned.Counts.Select(count => (double)count)];
        var x = Axis.Of([binned.Start, binned.End], xLabel, round: false, steps: 8);
        var y = Axis.Of(heights, "count", logY, zero: true);
        var plot = new PlotArea(svg, 0, svg.Height, svg.Width, 280, x, y);
        svg.Height += 280;
        DrawBins(svg, plot, binned, heights);
        if (binned.Left > 0)
            svg.Note($"Left out: {Count(binned.Left, "value")} not finite (NaN or ∞).");

        var layout = Plotly.Layout(svg.Title, Plotly.AxisOf(x), Plotly.AxisOf(y));
        layout["bargap"] = 0.02;
        return new("histogram", svg, [PlotlyBins(binned, heights)], layout);
    }

    private static void DrawBins(Svg svg, PlotArea plot, Bins bins, double[] heights)
    {
        for (var i = 0; i < heights.Length; i++)
        {
            var (left, right, top) = (plot.X(bins.Edge(i)), plot.X(bins.Edge(i + 1)), plot.Y(heights[i]));
            if (heights[i] > 0)
                svg.Rect(left, top, Math.Max(right - left - 0.7, 0.5), plot.Bottom - top, Palette.Blue);
        }
    }

    private static JsonObject PlotlyBins(Bins bins, double[] heights)
    {
        var trace = new JsonObject { ["type"] = "bar", ["width"] = bins.Width };
        trace["x"] = Plotly.Numbers(heights.Select((_, i) => (bins.Edge(i) + bins.Edge(i + 1)) / 2));
        (trace["y"], trace["showlegend"]) = (Plotly.Numbers(heights), false);
        trace["marker"] = new JsonObject { ["color"] = Palette.Blue };
        return trace;
    }
}
