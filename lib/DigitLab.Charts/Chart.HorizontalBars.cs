using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>Bars from left to right with their names before them, for names that do not fit below a bar.</summary>
    private static void DrawHorizontalBars(
        Svg svg,
        IReadOnlyList<string> names,
        IReadOnlyList<Series> groups,
        string nameLabel,
        string valueLabel
    )
    {
        // Behind the end of a bar stands its value.
        var x = Axis.Of(groups.SelectMany(ValuesOf).Select(v => v * 1.1), valueLabel, zero: true);
        // An axis runs upwards, a list of names downwards.
        var y = Axis.Names(
            [.. names.Reverse().Select(name => Svg.Fit(name, svg.Width * 0.45, Svg.TextSize - 1))],
            nameLabel
        );
        var height = names.Count * (18 * groups.Count + 8) + 64;
        var plot = new PlotArea(svg, 0, svg.Height, svg.Width, height, x, y);
        svg.Height += height;
        var slot = plot.Height / names.Count;
        var thickness = slot * 0.8 / groups.Count;
        for (var g = 0; g < groups.Count; g++)
        {
            var letters = Numbers.Alike(groups[g].Y);
            for (var i = 0; i < names.Count; i++)
            {
                var value = groups[g].Y[i];
                if (!double.IsFinite(value))
                    continue;
                var (top, from, to) = (
                    plot.Y(names.Count - 1 - i) - slot * 0.4 + g * thickness,
                    plot.X(0),
                    plot.X(value)
                );
                svg.Rect(Math.Min(from, to), top, Math.Abs(to - from), thickness - 1, Palette.Color(g));
                var (end, middle) = (to, top + thickness / 2);
                if (
                    groups[g] is { Low: { } low, High: { } high }
                    && double.IsFinite(low[i])
                    && double.IsFinite(high[i])
                )
                {
                    end = plot.X(value < 0 ? low[i] : high[i]);
                    var (left, right, above) = (plot.X(low[i]), plot.X(high[i]), middle - 4);
                    svg.Path(Svg.Of($"M{left} {middle}H{right}M{left} {above}v8M{right} {above}v8"), width: 1.5);
                }
                var (place, anchor) = value < 0 ? (end - 4, "end") : (end + 4, "start");
                svg.Text(place, middle + Svg.SmallSize * 0.35, letters[i], Svg.SmallSize, anchor);
            }
        }
    }
}
