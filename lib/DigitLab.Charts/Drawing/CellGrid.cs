using System.Text.Json.Nodes;

namespace DigitLab.Charts.Drawing;

/// <summary>A table of coloured cells with names at its edges; the first row is at the top.</summary>
internal sealed class CellGrid
{
    /// <summary>With more cells than this they are drawn as pixels of one image.</summary>
    public const int MostRectangles = 400;

    private readonly Svg svg;
    private readonly IReadOnlyList<string> rows,
        columns;
    private readonly string xLabel,
        yLabel;
    private readonly double left,
        top,
        width,
        height;
    private readonly byte[,]? pixels;
    private ColorScale scaleOfPixels = ColorScale.Sequential;

    public CellGrid(Svg svg, IReadOnlyList<string> rows, IReadOnlyList<string> columns, string xLabel, string yLabel)
    {
        (this.svg, this.rows, this.columns, this.xLabel, this.yLabel) = (svg, rows, columns, xLabel, yLabel);
        left = Math.Min(rows.Max(name => Svg.Measure(name)) + 8, svg.Width * 0.3);
        top = svg.Height + (yLabel.Length > 0 ? Svg.TextSize * 1.3 : 0);
        width = Math.Min((svg.Width - left) / columns.Count, 80);
        height = Math.Min(width, 480.0 / rows.Count);
        pixels = rows.Count * columns.Count > MostRectangles ? IndexedImage.Blank(rows.Count, columns.Count) : null;
    }

    /// <summary>Colours a cell by its place <paramref name="t"/> (0..1) on the scale and writes the text if it fits.</summary>
    public void Cell(int row, int column, ColorScale scale, double t, string text)
    {
        if (pixels is not null)
        {
            (pixels[row, column], scaleOfPixels) = (ColorScale.Index(t, 0, 1), scale);
            return;
        }
        var (x, y) = (left + column * width, top + row * height);
        svg.Rect(x, y, width, height, scale.Css(t), "#888", 0.4);
        svg.TextIn(x, y, width, height, scale.Contrast(t), text);
    }

    /// <summary>Draws the names and what is still to be drawn.</summary>
    public void Finish()
    {
        if (pixels is not null)
            svg.Image(left, top, width * columns.Count, height * rows.Count, pixels, scaleOfPixels);
        svg.Rect(left, top, width * columns.Count, height * rows.Count, null, "#888");
        var every = (int)Math.Ceiling(Svg.TextSize / height);
        for (var row = 0; row < rows.Count; row += every)
            svg.Text(left - 6, top + (row + 0.5) * height + 5, Svg.Fit(rows[row], left - 6), anchor: "end");
        var free = double.NegativeInfinity;
        var bottom = top + rows.Count * height;
        for (var column = 0; column < columns.Count; column++)
        {
            var text = Svg.Fit(columns[column], Math.Max(width - 2, 12));
            var (x, half) = (left + (column + 0.5) * width, Svg.Measure(text) / 2);
            if (x - half < free)
                continue;
            svg.Text(x, bottom + Svg.TextSize * 1.2, text, anchor: "middle");
            free = x + half + 2;
        }
        if (yLabel.Length > 0)
            svg.Text(0, top - 7, yLabel);
        svg.Height = bottom + Svg.TextSize * 1.7;
        if (xLabel.Length > 0)
            svg.Text(left + columns.Count * width / 2, svg.Height += Svg.TextSize, xLabel, anchor: "middle");
        svg.Height += 4;
    }

    /// <summary>The same table as Plotly's <c>heatmap</c>.</summary>
    public JsonObject ToPlotly(JsonArray z, ColorScale scale)
    {
        var trace = Plotly.Parse("""{ "type": "heatmap", "xgap": 1, "ygap": 1 }""");
        (trace["z"], trace["colorscale"]) = (z, scale.ToPlotly());
        (trace["x"], trace["y"]) = (Plotly.Texts(columns), Plotly.Texts(rows));
        return trace;
    }

    public JsonObject PlotlyLayout()
    {
        var y = Plotly.NamesAxis(yLabel);
        y["autorange"] = "reversed";
        return Plotly.Layout(svg.Title, Plotly.NamesAxis(xLabel), y, svg.Height * Svg.Zoom);
    }
}
