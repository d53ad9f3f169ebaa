namespace DigitLab.Charts.Drawing;

/// <summary>The key to a colour scale: a bar labelled at its ends, and at zero if that is between them.</summary>
internal static class ColorBar
{
    public const double Height = 34;

    public static void Draw(Svg svg, ColorScale scale, double low, double high, string label = "")
    {
        const double width = 160,
            size = Svg.SmallSize;
        var left = Math.Max(0, (svg.Width - width) / 2);
        var top = svg.Height + 8;
        var bar = new byte[1, 64];
        for (var i = 0; i < 64; i++)
            bar[0, i] = (byte)(i * (ColorScale.Levels - 1) / 63);
        svg.Image(left, top, width, 10, bar, scale);
        svg.Rect(left, top, width, 10, null, "currentColor", 0.5);
        svg.Text(left - 6, top + 10, Numbers.Short(low, 2), size, "end");
        svg.Text(left + width + 6, top + 10, Numbers.Short(high, 2) + (label.Length > 0 ? " " + label : ""), size);
        svg.Height += low < 0 && high > 0 ? Height : Height - 10;
        if (low < 0 && high > 0)
            svg.Text(left + width * -low / (high - low), top + 10 + size, "0", size, "middle");
    }
}
