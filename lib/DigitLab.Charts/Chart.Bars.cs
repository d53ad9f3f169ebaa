using System.Numerics;
using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>
    /// Bars over names, side by side where there are several groups: digits per class in train and test, accuracies per model.
    /// If a name does not fit below its bar, the bars are horizontal.
    /// </summary>
    /// <param name="names">The categories, e.g. the ten digits.</param>
    /// <param name="groups">One series per colour, each with one value per name. Low and High of a series are drawn as error bars.</param>
    /// <param name="title">The heading; by default the highest and the lowest bar of the first group.</param>
    /// <param name="xLabel">What the names are.</param>
    /// <param name="yLabel">What the bars measure, with its unit.</param>
    /// <exception cref="ArgumentException">No names, no groups, or not one value per name.</exception>
    public static Figure Bars(
        IReadOnlyList<string> names,
        IReadOnlyList<Series> groups,
        string? title = null,
        string xLabel = "",
        string yLabel = "count"
    )
    {
        NotEmpty(names, "the list of names");
        NotEmpty(groups, "the list of groups");
        foreach (var group in groups)
            SameCount(group.Checked().Y, $"values in '{group.Name}'", names.Count, "names");
        groups = Series.Possible(groups, yLabel);

        var svg = new Svg(title ?? FindingOf(names, groups[0]), Describe(names, groups));
        if (groups.Count > 1)
            Legend.Draw(svg, [.. groups.Select(group => group.Name)], lines: false);
        // The value of a negative bar is below its end.
        var y = Axis.Of(groups.SelectMany(ValuesOf).Select(v => v < 0 ? v * 1.05 : v), yLabel, zero: true);
        var slot = (svg.Width - PlotArea.Gutter(y) - 10) / names.Count;
        string[] fitting = [.. names.Select(name => InLines(name, Math.Max(slot - PlotArea.TickGap, 12)))];
        if (fitting.Any(name => name.Contains('…')))
            DrawHorizontalBars(svg, names, groups, xLabel, yLabel);
        else
            DrawUprightBars(svg, Axis.Names(fitting, xLabel), y, groups, slot);

        var data = new JsonArray();
        for (var g = 0; g < groups.Count; g++)
        {
            var trace = new JsonObject { ["type"] = "bar", ["name"] = groups[g].Name };
            (trace["x"], trace["y"]) = (Plotly.Texts(names), Plotly.Numbers(groups[g].Y));
            trace["marker"] = new JsonObject { ["color"] = Palette.Color(g) };
            if (groups[g] is { Low: { } low, High: { } high })
            {
                var whiskers = Plotly.Parse("""{ "type": "data", "symmetric": false, "color": "#808080" }""");
                whiskers["array"] = Plotly.Numbers(high.Zip(groups[g].Y, (edge, value) => edge - value));
                whiskers["arrayminus"] = Plotly.Numbers(low.Zip(groups[g].Y, (edge, value) => value - edge));
                trace["error_y"] = whiskers;
            }
            data.Add(trace);
        }
        var layout = Plotly.Layout(svg.Title, Plotly.NamesAxis(xLabel), Plotly.AxisOf(y));
        layout["barmode"] = "group";
        return new("bars", svg, data, layout);
    }

    /// <summary>Bars over names, in one colour.</summary>
    /// <inheritdoc cref="Bars(IReadOnlyList{string}, IReadOnlyList{Series}, string?, string, string)"/>
    public static Figure Bars<T>(
        IReadOnlyList<string> names,
        IReadOnlyList<T> values,
        string? title = null,
        string xLabel = "",
        string yLabel = "count"
    )
        where T : INumber<T> => Bars(names, [Series.Of(yLabel, values)], title, xLabel, yLabel);

    /// <summary>The value labels at the ends of the bars; null if there is no room for all of them.</summary>
    private static string[][]? Letters(IReadOnlyList<Series> groups, double slot)
    {
        var room = groups.Count == 1 ? slot : slot * 0.8 / groups.Count;
        string[][] texts = [.. groups.Select(group => Numbers.Alike(group.Y))];
        return texts.All(group => group.All(text => Svg.Measure(text, Svg.SmallSize) <= room)) ? texts : null;
    }

    /// <summary>A name in at most three lines, none wider than its slot.</summary>
    private static string InLines(string name, double width)
    {
        var size = Svg.TextSize - 1;
        var lines = Svg.Wrap(name, width, size).ToList();
        if (lines.Count > 3)
            lines = [.. lines[..2], string.Join(' ', lines[2..])];
        return string.Join('\n', lines.Select(line => Svg.Fit(line, width, size)));
    }

    private static void DrawUprightBars(Svg svg, Axis x, Axis y, IReadOnlyList<Series> groups, double slot)
    {
        var letters = Letters(groups, slot);
        var headroom = letters is null ? 0 : Svg.SmallSize;
        var plot = new PlotArea(svg, 0, svg.Height, svg.Width, 290, x, y, headroom: headroom);
        svg.Height += 290;
        var width = slot * 0.8 / groups.Count;
        for (var g = 0; g < groups.Count; g++)
        for (var i = 0; i < groups[g].Y.Count; i++)
        {
            var value = groups[g].Y[i];
            if (!double.IsFinite(value))
                continue;
            var (left, from, to) = (plot.X(i) - slot * 0.4 + g * width, plot.Y(0), plot.Y(value));
            svg.Rect(left, Math.Min(from, to), Math.Max(width - 1, 0.5), Math.Abs(to - from), Palette.Color(g));
            var (end, middle) = (to, left + width / 2);
            if (groups[g] is { Low: { } low, High: { } high } && double.IsFinite(low[i]) && double.IsFinite(high[i]))
            {
                end = plot.Y(value < 0 ? low[i] : high[i]);
                var (bottom, left4) = (plot.Y(low[i]), middle - 4);
                svg.Path(
                    Svg.Of($"M{middle} {plot.Y(high[i])}V{bottom}M{left4} {bottom}h8M{left4} {plot.Y(high[i])}h8"),
                    width: 1.5
                );
            }
            if (letters is not null)
                svg.Text(middle, value < 0 ? end + Svg.SmallSize : end - 4, letters[g][i], Svg.SmallSize, "middle");
        }
    }

    private static string FindingOf(IReadOnlyList<string> names, Series group)
    {
        var finite = Enumerable.Range(0, names.Count).Where(i => double.IsFinite(group.Y[i])).ToArray();
        if (finite.Length < 2)
            return Capitalized(group.Name);
        var (most, least) = (finite.MaxBy(i => group.Y[i]), finite.MinBy(i => group.Y[i]));
        return Capitalized(
            $"{group.Name}: highest for {names[most]} ({Numbers.Short(group.Y[most])}), lowest for {names[least]} ({Numbers.Short(group.Y[least])})"
        );
    }

    private static string Describe(IReadOnlyList<string> names, IReadOnlyList<Series> groups) =>
        string.Join(
            "; ",
            groups.Select(group =>
                $"{group.Name}: {string.Join(", ", names.Zip(group.Y, (name, y) => $"{name} {Numbers.Short(y)}"))}"
            )
        ) + ".";
}
