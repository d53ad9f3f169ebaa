using System.Text;

namespace DigitLab.Charts.Drawing;

/// <summary>A rectangle with two axes, and the way from values to coordinates.</summary>
internal sealed class PlotArea
{
    private const double TickSize = Svg.TextSize - 1;
    private const double LineHeight = 1.25;

    /// <summary>The least room between two texts below the horizontal axis.</summary>
    public const double TickGap = TickSize * 0.7;

    private readonly Svg svg;

    /// <summary>
    /// Draws the axes into a box: labels and marks outside of the plot, all of it inside of the box. Letters above the highest
    /// value get a <paramref name="headroom"/> of their own, so that the axis need not be longer than its values.
    /// </summary>
    public PlotArea(
        Svg svg,
        double left,
        double top,
        double width,
        double height,
        Axis x,
        Axis y,
        double? gutter = null,
        bool yTexts = true,
        double headroom = 0
    )
    {
        (this.svg, XAxis, YAxis) = (svg, x, y);
        gutter ??= Gutter(y);
        var bottom = TickSize * (1.6 + LineHeight * (Lines(x) - 1)) + (x.Label.Length > 0 ? TickSize * 1.6 : 0);
        var head = headroom + (y.Label.Length > 0 ? TickSize * 1.7 : TickSize / 2);
        (Left, Top) = (left + gutter.Value, top + head);
        (Width, Height) = (width - gutter.Value - TickSize * 0.7, height - bottom - head);
        DrawAxes(left, left + width, top, yTexts);
    }

    public Axis XAxis { get; }
    public Axis YAxis { get; }
    public double Left { get; }
    public double Top { get; }
    public double Width { get; }
    public double Height { get; }
    public double Right => Left + Width;
    public double Bottom => Top + Height;

    public double X(double value) => Left + XAxis.Place(value) * Width;

    public double Y(double value) => Bottom - YAxis.Place(value) * Height;

    /// <summary>The room that the marks of a vertical axis take.</summary>
    public static double Gutter(Axis y) => y.Ticks.Max(tick => Svg.Measure(tick.Text, TickSize)) + 8;

    private static int Lines(Axis x) =>
        x.Ticks.Count == 0 ? 1 : x.Ticks.Max(tick => tick.Text.Count(c => c == '\n') + 1);

    /// <summary>A path through the points; it is broken where one has no place (NaN, ∞, zero on a log axis).</summary>
    public string Line(IReadOnlyList<double> x, IReadOnlyList<double> y)
    {
        var path = new StringBuilder();
        var pen = 'M';
        for (var i = 0; i < x.Count; i++)
        {
            var (px, py) = (X(x[i]), Y(y[i]));
            if (double.IsFinite(px) && double.IsFinite(py))
                path.Append(Svg.Of($"{pen}{px} {py}"));
            pen = double.IsFinite(px) && double.IsFinite(py) ? 'L' : 'M';
        }
        return path.ToString();
    }

    private void DrawAxes(double left, double right, double top, bool yTexts)
    {
        var grid = new StringBuilder();
        foreach (var tick in YAxis.Ticks)
        {
            var y = Y(tick.Value);
            grid.Append(Svg.Of($"M{Left} {y}h{Width}"));
            if (yTexts)
                svg.Text(Left - 6, y + TickSize * 0.35, tick.Text, TickSize, "end");
        }
        svg.Path(grid.ToString(), opacity: 0.15);
        svg.Path(Svg.Of($"M{Left} {Bottom}h{Width}"), opacity: 0.6);

        var free = double.NegativeInfinity;
        foreach (var tick in XAxis.Ticks)
        {
            var lines = tick.Text.Split('\n');
            var half = lines.Max(line => Svg.Measure(line, TickSize)) / 2;
            var x = Math.Min(X(tick.Value), right - half);
            if (x - half < free)
                continue;
            for (var i = 0; i < lines.Length; i++)
                svg.Text(x, Bottom + TickSize * (1.3 + LineHeight * i), lines[i], TickSize, "middle");
            free = x + half + TickGap;
        }
        if (XAxis.Label.Length > 0)
            svg.Text(
                Left + Width / 2,
                Bottom + TickSize * (2.8 + LineHeight * (Lines(XAxis) - 1)),
                XAxis.Label,
                TickSize,
                "middle"
            );
        // Upright above the axis: a label on its side is hard to read, and on a phone there is no room for it.
        if (YAxis.Label.Length > 0)
            svg.Text(left, top + TickSize * 0.9, YAxis.Label, TickSize);
    }
}
