using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>A matrix as colours: blue for positive, orange for negative, white for zero; with values if they fit.</summary>
    /// <param name="values">[rows, columns]. NaN leaves a cell empty.</param>
    /// <param name="title">The heading; by default where the largest and the smallest value are.</param>
    /// <param name="rows">Names of the rows; by default 0, 1, 2, …</param>
    /// <param name="columns">Names of the columns; by default 0, 1, 2, …</param>
    /// <param name="xLabel">The label of the columns.</param>
    /// <param name="yLabel">The label of the rows.</param>
    /// <exception cref="ArgumentException">An empty matrix, or not one name per row and column.</exception>
    public static Figure Heatmap(
        double[,] values,
        string? title = null,
        IReadOnlyList<string>? rows = null,
        IReadOnlyList<string>? columns = null,
        string xLabel = "",
        string yLabel = ""
    )
    {
        var (height, width) = (values.GetLength(0), values.GetLength(1));
        if (values.Length == 0)
            throw new ArgumentException($"There is nothing to draw: the matrix is {height}x{width}.");
        SameCount(rows, "row names", height, "rows");
        SameCount(columns, "column names", width, "columns");
        rows ??= [.. Enumerable.Range(0, height).Select(i => Numbers.Short(i))];
        columns ??= [.. Enumerable.Range(0, width).Select(i => Numbers.Short(i))];

        var finite = values.Cast<double>().Where(double.IsFinite).Select(Axis.Bounded).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        var scale = low < 0 ? ColorScale.Diverging : ColorScale.Sequential;
        var range =
            low < 0 ? (Low: -Math.Max(-low, high), High: Math.Max(-low, high)) : (Low: 0, High: high > 0 ? high : 1);

        var finding = $"Largest {At(high)}, smallest {At(low)}";
        var svg = new Svg(title ?? finding, $"{height}×{width} values. {finding}.");
        var grid = new CellGrid(svg, rows, columns, xLabel, yLabel);
        var decimals = finite.All(value => value == Math.Round(value)) ? 0 : 2;
        for (var row = 0; row < height; row++)
        for (var column = 0; column < width; column++)
            if (double.IsFinite(values[row, column]))
                grid.Cell(
                    row,
                    column,
                    scale,
                    (values[row, column] - range.Low) / (range.High - range.Low),
                    Math.Abs(values[row, column]) < 1e4
                        ? Numbers.Fixed(values[row, column], decimals)
                        : Numbers.Short(values[row, column])
                );
        grid.Finish();
        ColorBar.Draw(svg, scale, range.Low, range.High);

        var trace = grid.ToPlotly(Plotly.Matrix(values), scale);
        if (values.Length <= CellGrid.MostRectangles)
            trace["texttemplate"] = $"%{{z:.{decimals}f}}";
        (trace["zmin"], trace["zmax"]) = (Numbers.ForJson(range.Low), Numbers.ForJson(range.High));
        return new("heat map", svg, [trace], grid.PlotlyLayout());

        string At(double value)
        {
            for (var row = 0; row < height; row++)
            for (var column = 0; column < width; column++)
                if (Axis.Bounded(values[row, column]) == value)
                    return $"{Numbers.Short(value)} (row {rows[row]}, column {columns[column]})";
            return Numbers.Short(value);
        }
    }
}
