using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>No screen shows more points side by side.</summary>
    private const int MostPoints = 1000;

    /// <summary>Curves over epochs, steps, rates, …: several series, each with a band and a marked best point if it has them.</summary>
    /// <param name="series">The curves. They may be empty while a training is about to begin.</param>
    /// <param name="title">The heading; by default the best point of the last series that marks one.</param>
    /// <param name="xLabel">What the horizontal axis counts, with its unit.</param>
    /// <param name="yLabel">What the vertical axis measures, with its unit.</param>
    /// <param name="logX">A logarithmic horizontal axis (values must be above 0).</param>
    /// <param name="logY">A logarithmic vertical axis (values must be above 0).</param>
    /// <exception cref="ArgumentException">No series, or lists of different lengths in one.</exception>
    public static Figure Lines(
        IReadOnlyList<Series> series,
        string? title = null,
        string xLabel = "epoch",
        string yLabel = "",
        bool logX = false,
        bool logY = false
    )
    {
        NotEmpty(series, "the list of series");
        var drawn = Series.Possible(series, yLabel).Select(one => one.Checked().Thinned(MostPoints)).ToArray();
        var svg = new Svg(title ?? FindingOf(series, xLabel, yLabel), Describe(series, xLabel));
        if (series.Count > 1)
            Legend.Draw(svg, [.. series.Select(one => one.Name)], lines: true);

        var x = Axis.Of(drawn.SelectMany(one => one.XValues), xLabel, logX, round: false, counts: true, steps: 8);
        var y = Axis.Of(drawn.SelectMany(ValuesOf), yLabel, logY);
        var plot = new PlotArea(svg, 0, svg.Height, svg.Width, 300, x, y);
        svg.Height += 300;
        DrawLines(svg, plot, series, drawn);
        if (!drawn.SelectMany(one => one.Y).Any(double.IsFinite))
            svg.Text(plot.Left + plot.Width / 2, plot.Top + plot.Height / 2, "no values yet", anchor: "middle");

        var layout = Plotly.Layout(svg.Title, Plotly.AxisOf(x), Plotly.AxisOf(y));
        return new("lines", svg, PlotlyLines(series, drawn, yLabel), layout);
    }

    private static void DrawLines(Svg svg, PlotArea plot, IReadOnlyList<Series> series, IReadOnlyList<Series> drawn)
    {
        for (var i = 0; i < drawn.Count; i++)
            if (drawn[i] is { Low: { } low, High: { } high, XValues: var xs })
            {
                int[] there = [.. Enumerable.Range(0, xs.Count).Where(j => Finite(plot, xs[j], low[j], high[j]))];
                int[] back = [.. there.AsEnumerable().Reverse()];
                var edge = plot.Line(
                    [.. there.Concat(back).Select(j => xs[j])],
                    [.. there.Select(j => high[j]), .. back.Select(j => low[j])]
                );
                if (edge.Length > 0)
                    svg.Area(edge + "Z", Palette.Color(i), 0.2);
            }
        for (var i = 0; i < drawn.Count; i++)
        {
            var (xs, ys, color) = (drawn[i].XValues, drawn[i].Y, Palette.Color(i));
            var line = plot.Line(xs, ys);
            if (line.Contains('L'))
                svg.Path(line, color, 2.2, dash: Palette.Dash(i));
            for (var j = 0; j < ys.Count; j++) // a point without neighbours makes no line
                if (Has(j) && !Has(j - 1) && !Has(j + 1))
                    svg.Circle(plot.X(xs[j]), plot.Y(ys[j]), 3, color);

            bool Has(int at) => at >= 0 && at < ys.Count && Finite(plot, xs[at], ys[at], ys[at]);
        }
        for (var i = 0; i < series.Count; i++)
            if (series[i].BestIndex is var best and >= 0)
                MarkBest(svg, plot, series[i].XValues[best], series[i].Y[best], Palette.Color(i), series[i].Best);
    }

    private static void MarkBest(Svg svg, PlotArea plot, double x, double y, string color, Best best)
    {
        if (!Finite(plot, x, y, y))
            return;
        var (px, py, text) = (plot.X(x), plot.Y(y), Marked(y, plot.YAxis.Label));
        svg.Circle(px, py, 5, "none", color, 2);
        var half = Svg.Measure(text) / 2;
        // Beyond the curve if there is room: under a lowest point, over a highest one.
        var above = best == Best.Highest ? py - plot.Top > 24 : plot.Bottom - py < 24;
        var left = Math.Clamp(px, plot.Left + half, plot.Right - half);
        svg.Text(left, above ? py - 11 : py + 20, text, anchor: "middle", weight: 600);
    }

    /// <summary>Accuracies are all near 100%: three digits would not tell one from another.</summary>
    private static string Marked(double value, string yLabel) =>
        Series.IsPercent(yLabel) ? Numbers.Short(value, 4) : Numbers.Short(value);

    private static bool Finite(PlotArea plot, double x, double low, double high) =>
        double.IsFinite(plot.X(x)) && double.IsFinite(plot.Y(low)) && double.IsFinite(plot.Y(high));

    private static IEnumerable<double> ValuesOf(Series one) => one.Y.Concat(one.Low ?? []).Concat(one.High ?? []);

    private static string FindingOf(IReadOnlyList<Series> series, string xLabel, string yLabel)
    {
        // Of several marked curves the winner is the finding; where some are marked for their lowest point and others for
        // their highest, the last kind counts.
        var kind = series.LastOrDefault(one => one.BestIndex >= 0)?.Best;
        var marked = series
            .Where(one => one.BestIndex >= 0 && one.Best == kind)
            .MinBy(one => kind == Best.Lowest ? one.Y[one.BestIndex] : -one.Y[one.BestIndex]);
        var measure = yLabel.Split(" (")[0]; // without the unit
        if (marked is null)
            return Capitalized(
                $"{(measure.Length > 0 ? measure : string.Join(", ", series.Select(one => one.Name)))} over {xLabel}"
            );
        var (which, best) = (marked.Best == Best.Lowest ? "lowest" : "highest", marked.BestIndex);
        var (value, place) = (Marked(marked.Y[best], yLabel), Numbers.Short(marked.XValues[best]));
        return Capitalized($"{marked.Name}: {which} {measure} {value} at {xLabel} {place}".Replace("  ", " "));
    }

    private static string Describe(IReadOnlyList<Series> series, string xLabel) =>
        string.Join(
            "; ",
            series.Select(one =>
            {
                double[] values = [.. one.Y.Where(double.IsFinite)];
                return values.Length == 0
                    ? $"{one.Name}: no values yet"
                    : $"{one.Name}: {Numbers.Short(values[0])} to {Numbers.Short(values[^1])} in {Count(values.Length, "point")} over {xLabel}, "
                        + $"lowest {Numbers.Short(values.Min())}, highest {Numbers.Short(values.Max())}";
            })
        ) + ".";

    private static JsonArray PlotlyLines(IReadOnlyList<Series> series, IReadOnlyList<Series> drawn, string yLabel)
    {
        var data = new JsonArray();
        for (var i = 0; i < drawn.Count; i++)
        {
            var (one, color) = (drawn[i], Palette.Color(i));
            if (one is { Low: { } low, High: { } high })
                foreach (var (edge, fill) in new[] { (low, "none"), (high, "tonexty") })
                {
                    var band = Plotly.Scatter(one.Name, one.XValues, edge, "lines", legend: false);
                    band["line"] = new JsonObject { ["width"] = 0, ["color"] = color };
                    (band["hoverinfo"], band["fill"]) = ("skip", fill);
                    if (fill != "none")
                        band["fillcolor"] = color + "33"; // a fifth of the colour
                    data.Add(band);
                }
            var line = Plotly.Scatter(one.Name, one.XValues, one.Y, one.Y.Count == 1 ? "markers" : "lines");
            line["line"] = new JsonObject { ["color"] = color, ["width"] = 2.5 };
            if (Palette.Dash(i) is { } dash)
                line["line"]!["dash"] = string.Join(",", dash.Split(' ').Select(part => part + "px"));
            data.Add(line);
            if (series[i].BestIndex is var best and >= 0)
            {
                var mark = Plotly.Scatter(
                    "best",
                    [series[i].XValues[best]],
                    [series[i].Y[best]],
                    "markers+text",
                    legend: false
                );
                (mark["text"], mark["textposition"]) = (Marked(series[i].Y[best], yLabel), "top center");
                mark["cliponaxis"] = false;
                mark["marker"] = Plotly.Parse("""{ "size": 11, "symbol": "circle-open" }""");
                mark["marker"]!["color"] = color;
                data.Add(mark);
            }
        }
        return data;
    }
}
