namespace DigitLab.Charts.Drawing;

/// <summary>Names beside samples of what they are drawn with, in rows under the title.</summary>
internal static class Legend
{
    public static void Draw(Svg svg, IReadOnlyList<string> names, bool lines)
    {
        const double sample = 22;
        double x = 0;
        var y = svg.Height + Svg.TextSize * 0.6;
        for (var i = 0; i < names.Count; i++)
        {
            var name = Svg.Fit(names[i], svg.Width - sample - 6);
            var width = sample + 6 + Svg.Measure(name) + 16;
            if (x > 0 && x + width - 16 > svg.Width)
                (x, y) = (0, y + Svg.TextSize * 1.5);
            var path = Svg.Of($"M{x} {y}h{sample}");
            svg.Path(path, Palette.Color(i), lines ? 2.5 : 12, dash: lines ? Palette.Dash(i) : null);
            svg.Text(x + sample + 6, y + Svg.TextSize * 0.35, name);
            x += width;
        }
        svg.Height = y + Svg.TextSize * 1.1;
    }
}
