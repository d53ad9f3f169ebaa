using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>
    /// Which classes are confused: rows are the true classes, columns the predicted ones. Correct predictions are blue;
    /// errors are orange, on a separate scale, so that they remain visible beside the many correct ones.
    /// </summary>
    /// <param name="counts">[true, predicted], e.g. 10×10: the number of images of each class predicted as each class.</param>
    /// <param name="classes">Names of the classes; by default their numbers.</param>
    /// <param name="rates">Percentages of the true class instead of counts.</param>
    /// <param name="hideDiagonal">Leaves out correct predictions.</param>
    /// <param name="title">The heading; by default the accuracy and the most frequent confusion.</param>
    /// <exception cref="ArgumentException">Not a square matrix, a negative count, or not one name per class.</exception>
    public static Figure ConfusionMatrix(
        int[,] counts,
        IReadOnlyList<string>? classes = null,
        bool rates = false,
        bool hideDiagonal = false,
        string? title = null
    )
    {
        var n = counts.GetLength(0);
        if (n == 0 || counts.GetLength(1) != n)
            throw new ArgumentException(
                $"A confusion matrix is square, one row and one column per class; this one is {n}x{counts.GetLength(1)}."
            );
        if (counts.Cast<int>().Any(count => count < 0))
            throw new ArgumentException("A confusion matrix holds counts; this one has a negative one.");
        SameCount(classes, "class names", n, "classes");
        string[] names = [.. Enumerable.Range(0, n).Select(i => NameOf(classes, i))];

        int[] totals =
        [
            .. Enumerable.Range(0, n).Select(row => Enumerable.Range(0, n).Sum(column => counts[row, column])),
        ];
        double Rate(int row, int column) => totals[row] == 0 ? 0 : (double)counts[row, column] / totals[row];
        var pairs = Enumerable.Range(0, n * n).Select(i => (Row: i / n, Column: i % n)).ToArray();
        var worst = pairs
            .Where(pair => pair.Row != pair.Column)
            .DefaultIfEmpty()
            .MaxBy(pair => Rate(pair.Row, pair.Column));
        var highest = n > 1 ? Rate(worst.Row, worst.Column) : 0;
        var right = Enumerable.Range(0, n).Sum(i => (double)counts[i, i]);

        var finding = $"{Numbers.Percent(right / Math.Max(1, totals.Sum()), 2)} read correctly";
        if (highest > 0)
            finding +=
                $"; most often confused: {names[worst.Row]} read as {names[worst.Column]} ({Numbers.Percent(highest)} of them)";
        var svg = new Svg(
            title ?? finding,
            $"Confusion matrix of {n} classes and {Numbers.Short(totals.Sum())} images. {finding}."
        );
        var grid = new CellGrid(svg, names, names, "read as", "true class");
        foreach (var (row, column) in pairs)
        {
            if (hideDiagonal && row == column)
                continue;
            var rate = Rate(row, column);
            var (scale, t) =
                row == column ? (ColorScale.Sequential, rate) : (ColorScale.Errors, highest > 0 ? rate / highest : 0);
            grid.Cell(row, column, scale, t, TextOf(row, column));
        }
        grid.Finish();
        svg.Note(
            (rates ? "In percent of the true class. " : "")
                + (highest > 0 ? $"Darkest orange: {Numbers.Percent(highest)} of a class." : "No image was misread.")
        );

        return new("confusion matrix", svg, PlotlyConfusions(), grid.PlotlyLayout());

        string TextOf(int row, int column) =>
            counts[row, column] == 0 ? "·"
            : rates ? Numbers.Fixed(100 * Rate(row, column), 1)
            : Numbers.Short(counts[row, column]);

        JsonArray PlotlyConfusions()
        {
            var data = new JsonArray();
            foreach (var diagonal in hideDiagonal ? new[] { false } : [false, true])
            {
                var z = new double[n, n];
                foreach (var (row, column) in pairs)
                    z[row, column] = row == column == diagonal ? 100 * Rate(row, column) : double.NaN;
                var trace = grid.ToPlotly(Plotly.Matrix(z), diagonal ? ColorScale.Sequential : ColorScale.Errors);
                trace["text"] = Plotly.Table(
                    n,
                    n,
                    (row, column) => row == column == diagonal ? TextOf(row, column) : ""
                );
                trace["customdata"] = Plotly.Table(n, n, (row, column) => counts[row, column]);
                trace["texttemplate"] = "%{text}";
                trace["hovertemplate"] = "%{y} read as %{x}: %{customdata} (%{z:.2f}%)<extra></extra>";
                (trace["zmin"], trace["zmax"], trace["showscale"]) = (
                    0,
                    diagonal ? 100 : Math.Max(100 * highest, 0.01),
                    false
                );
                trace["hoverongaps"] = false;
                data.Add(trace);
            }
            return data;
        }
    }
}
