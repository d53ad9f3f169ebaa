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
        var drawn = series.Select(one => one.Checked().Thinned(MostPoints)).ToArray();
        var svg = new Svg(title ?? FindingOf(series, xLabel, yLabel), Describe(series, xLabel));
        if (series.Count > 1)
            Legend.Draw(svg, [.. series.Select(one => one.Name)], lines: true);

        var x = Axis.Of(drawn.SelectMany(one => one.Places), xLabel, logX, round: false, counts: true, steps: 8);
        var y = Axis.Of(drawn.SelectMany(ValuesOf), yLabel, logY);
        var plot = new PlotArea(svg, 0, svg.Height, svg.Width, 300, x, y);
        svg.Height += 300;
        DrawLines(svg, plot, series, drawn);
        if (!drawn.SelectMany(one => one.Y).Any(double.IsFinite))
            svg.Text(
                plot.Left + plot.Width / 2,
                plot.Top + plot.Height / 2,
                "no values yet",
                anchor: "middle",
                opacity: 0.7
            );

        var layout = Plotly.Layout(svg.Title, Plotly.AxisOf(x), Plotly.AxisOf(y));
        return new("lines", svg, PlotlyLines(series, drawn), layout);
    }

    private static void DrawLines(Svg svg, PlotArea plot, IReadOnlyList<Series> series, IReadOnlyList<Series> drawn)
    {
        for (var i = 0; i < drawn.Count; i++)
            if (drawn[i] is { Low: { } low, High: { } high } banded)
            {
                var finite = Enumerable
                    .Range(0, low.Count)
                    .Where(j => Finite(plot, banded.Places[j], low[j], high[j]))
                    .ToArray();
                var (xs, back) = (finite.Select(j => banded.Places[j]), finite.AsEnumerable().Reverse());
                var edge = plot.Line(
                    [.. xs, .. back.Select(j => banded.Places[j])],
                    [.. finite.Select(j => high[j]), .. back.Select(j => low[j])]
                );
                if (edge.Length > 0)
                    svg.Area(edge + "Z", Palette.Color(i), 0.2);
            }
        for (var i = 0; i < drawn.Count; i++)
        {
            var (xs, ys) = (drawn[i].Places, drawn[i].Y);
            var line = plot.Line(xs, ys);
            if (line.Contains('L'))
                svg.Path(line, Palette.Color(i), 2.2, dash: Palette.Dash(i));
            for (var j = 0; j < ys.Count; j++) // a point without neighbours makes no line
                if (Has(j) && !Has(j - 1) && !Has(j + 1))
                    svg.Circle(plot.X(xs[j]), plot.Y(ys[j]), 3, Palette.Color(i));

            bool Has(int at) => at >= 0 && at < ys.Count && Finite(plot, xs[at], ys[at], ys[at]);
        }
        for (var i = 0; i < series.Count; i++)
            if (
                series[i].BestIndex is var best and >= 0
                && Finite(plot, series[i].Places[best], series[i].Y[best], series[i].Y[best])
            )
                MarkBest(svg, plot, series[i].Places[best], series[i].Y[best], Palette.Color(i), series[i].Best);
    }

    private static void MarkBest(Svg svg, PlotArea plot, double x, double y, string color, Best best)
    {
        var (px, py, text) = (plot.X(x), plot.Y(y), Numbers.Short(y));
        svg.Circle(px, py, 5, "none", color, 2);
        var half = Svg.Measure(text) / 2;
        // Beyond the curve if there is room: under a lowest point, over a highest one.
        var above = best == Best.Highest ? py - plot.Top > 24 : plot.Bottom - py < 24;
        svg.Text(
            Math.Clamp(px, plot.Left + half, plot.Right - half),
            above ? py - 11 : py + 20,
            text,
            anchor: "middle",
            weight: 600
        );
    }

    private static bool Finite(PlotArea plot, double x, double low, double high) =>
        double.IsFinite(plot.X(x)) && double.IsFinite(plot.Y(low)) && double.IsFinite(plot.Y(high));

    private static IEnumerable<double> ValuesOf(Series one) => one.Y.Concat(one.Low ?? []).Concat(one.High ?? []);

    private static string FindingOf(IReadOnlyList<Series> series, string xLabel, string yLabel)
    {
        var marked = series.LastOrDefault(one => one.BestIndex >= 0);
        if (marked is null)
            return Capitalized(
                yLabel.Length > 0
                    ? $"{yLabel} over {xLabel}"
                    : $"{string.Join(", ", series.Select(one => one.Name))} over {xLabel}"
            );
        var which = marked.Best == Best.Lowest ? "lowest" : "highest";
        var measure = yLabel.Split(" (")[0]; // without the unit
        var place = Numbers.Short(marked.Places[marked.BestIndex]);
        return Capitalized(
                $"{marked.Name}: {which} {measure} {Numbers.Short(marked.Y[marked.BestIndex])} at {xLabel} {place}"
            )
            .Replace("  ", " ");
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

    private static JsonArray PlotlyLines(IReadOnlyList<Series> series, IReadOnlyList<Series> drawn, string axes = "")
    {
        var data = new JsonArray();
        for (var i = 0; i < drawn.Count; i++)
        {
            if (drawn[i] is { Low: { } low, High: { } high })
            {
                data.Add(Edge(drawn[i], low, fill: null));
                data.Add(Edge(drawn[i], high, fill: "tonexty"));
            }
            var line = Trace(drawn[i].Name, Plotly.Numbers(drawn[i].Places), Plotly.Numbers(drawn[i].Y));
            line["mode"] = drawn[i].Y.Count == 1 ? "markers" : "lines";
            line["line"] = new JsonObject { ["color"] = Palette.Color(i), ["width"] = 2.5 };
            if (Palette.Dash(i) is { } dash)
                line["line"]!["dash"] = string.Join(",", dash.Split(' ').Select(part => part + "px"));
            data.Add(line);
            if (series[i].BestIndex is var best and >= 0)
            {
                var mark = Trace("best", Plotly.Numbers([series[i].Places[best]]), Plotly.Numbers([series[i].Y[best]]));
                mark["mode"] = "markers";
                mark["showlegend"] = false;
                mark["marker"] = new JsonObject
                {
                    ["color"] = Palette.Color(i),
                    ["size"] = 11,
                    ["symbol"] = "circle-open",
                };
                data.Add(mark);
            }

            JsonObject Edge(Series of, IReadOnlyList<double> y, string? fill)
            {
                var edge = Trace(of.Name, Plotly.Numbers(of.Places), Plotly.Numbers(y));
                edge["mode"] = "lines";
                edge["line"] = new JsonObject { ["width"] = 0, ["color"] = Palette.Color(i) };
                edge["showlegend"] = false;
                edge["hoverinfo"] = "skip";
                if (fill is not null)
                    (edge["fill"], edge["fillcolor"]) = (fill, Palette.Color(i) + "33"); // a fifth of the colour
                return edge;
            }
        }
        return data;

        JsonObject Trace(string name, JsonArray x, JsonArray y)
        {
            var trace = new JsonObject
            {
                ["type"] = "scatter",
                ["name"] = name,
                ["x"] = x,
                ["y"] = y,
            };
            if (axes.Length > 0)
                (trace["xaxis"], trace["yaxis"]) = ("x" + axes, "y" + axes);
            return trace;
        }
    }
}
