using System.Text.Json.Nodes;

namespace DigitLab.Charts.Drawing;

/// <summary>Small plots in rows that share their axes, so that they can be compared at a glance.</summary>
internal static class Panels
{
    /// <summary>Draws the panels below what is there.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="headings">One per panel.</param>
    /// <param name="columns">How many in a row.</param>
    /// <param name="x">The horizontal axis of all.</param>
    /// <param name="y">The vertical axis of all.</param>
    /// <param name="height">Of one panel with its heading.</param>
    /// <param name="draw">Draws what is inside of a panel.</param>
    public static void Draw(
        Svg svg,
        IReadOnlyList<string> headings,
        int columns,
        Axis x,
        Axis y,
        double height,
        Action<int, PlotArea> draw
    )
    {
        const double size = Svg.SmallSize;
        var gutter = PlotArea.Gutter(y);
        var width = (svg.Width - gutter) / columns;
        if (y.Label.Length > 0)
            svg.Text(0, svg.Height + size * 0.8, y.Label, size, opacity: 0.8);
        var top = svg.Height + (y.Label.Length > 0 ? size * 1.2 : 0);
        for (var i = 0; i < headings.Count; i++)
        {
            var (column, row) = (i % columns, i / columns);
            var left = gutter + column * width;
            var above = top + row * height;
            svg.Text(left + 2, above + size * 1.3, Svg.Fit(headings[i], width - 8, size), size, weight: 600);
            var plot = new PlotArea(
                svg,
                left,
                above + size * 1.3,
                width,
                height - size * 1.3,
                x.Unlabelled,
                y.Unlabelled,
                column == 0 ? 0 : 8,
                yTexts: column == 0
            );
            draw(i, plot);
        }
        svg.Height = top + (headings.Count + columns - 1) / columns * height;
        if (x.Label.Length > 0)
            svg.Text(gutter + (svg.Width - gutter) / 2, svg.Height += size, x.Label, size, "middle", opacity: 0.8);
        svg.Height += 6;
    }

    /// <summary>The axes that the traces of a panel name in Plotly: "x", "x2", "x3", …</summary>
    public static void Place(JsonObject trace, int panel)
    {
        if (panel > 0)
            (trace["xaxis"], trace["yaxis"]) = ($"x{panel + 1}", $"y{panel + 1}");
    }

    public static JsonObject PlotlyLayout(string title, IReadOnlyList<string> headings, int columns, Axis x, Axis y)
    {
        var rows = (headings.Count + columns - 1) / columns;
        var layout = Plotly.Layout(title, height: 120 + 190 * rows);
        var annotations = new JsonArray();
        for (var i = 0; i < headings.Count; i++)
        {
            var (column, row, name) = (i % columns, i / columns, i == 0 ? "" : $"{i + 1}");
            double[] across = [(column + 0.06) / columns, (column + 0.97) / columns];
            double[] down = [1 - (row + 0.84) / rows, 1 - (row + 0.12) / rows];
            var (horizontal, vertical) = (
                Plotly.AxisOf(row == rows - 1 ? x : x.Unlabelled),
                Plotly.AxisOf(y.Unlabelled)
            );
            (horizontal["domain"], horizontal["anchor"]) = (Plotly.Numbers(across), "y" + name);
            (vertical["domain"], vertical["anchor"]) = (Plotly.Numbers(down), "x" + name);
            if (i > 0)
                (horizontal["matches"], vertical["matches"]) = ("x", "y");
            (layout["xaxis" + name], layout["yaxis" + name]) = (horizontal, vertical);
            annotations.Add(Plotly.Heading((across[0] + across[1]) / 2, down[1], headings[i]));
        }
        var label = Plotly.Heading(0, 0.5, y.Label);
        (label["textangle"], label["xshift"], label["yanchor"]) = (-90, -45, "middle");
        annotations.Add(label);
        layout["annotations"] = annotations;
        return layout;
    }
}
