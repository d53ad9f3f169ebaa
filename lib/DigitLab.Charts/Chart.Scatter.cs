using System.Text.Json.Nodes;
using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>The most points drawn; of more, an evenly spaced subset, since a denser plot would be solid black.</summary>
    private const int MostMarks = 3000;

    /// <summary>Points in a plane. With classes, each point is drawn as its class's number or first letter, in its colour.</summary>
    /// <param name="x">The horizontal coordinates.</param>
    /// <param name="y">The vertical coordinates.</param>
    /// <param name="labels">The class of each point.</param>
    /// <param name="title">The heading.</param>
    /// <param name="xLabel">What the horizontal axis measures, with its unit.</param>
    /// <param name="yLabel">What the vertical axis measures, with its unit.</param>
    /// <param name="classes">Names of the classes; by default their numbers.</param>
    /// <param name="logX">A logarithmic horizontal axis.</param>
    /// <param name="logY">A logarithmic vertical axis.</param>
    /// <exception cref="ArgumentException">No point, or lists of different lengths.</exception>
    public static Figure Scatter(
        IReadOnlyList<double> x,
        IReadOnlyList<double> y,
        IReadOnlyList<int>? labels = null,
        string? title = null,
        string xLabel = "x",
        string yLabel = "y",
        IReadOnlyList<string>? classes = null,
        bool logX = false,
        bool logY = false
    )
    {
        NotEmpty(x, "the list of x values");
        SameCount(y, "y values", x.Count, "x values");
        SameCount(labels, "labels", x.Count, "points");
        var every = (x.Count + MostMarks - 1) / MostMarks;
        var (across, up) = (Axis.Of(x, xLabel, logX, steps: 6), Axis.Of(y, yLabel, logY, steps: 6));
        bool HasPlace(int i) => double.IsFinite(x[i] + y[i]) && double.IsFinite(across.Place(x[i]) + up.Place(y[i]));
        int[] drawn = [.. Enumerable.Range(0, x.Count).Where(i => i % every == 0 && HasPlace(i))];
        int[] groups = labels is null ? [0] : [.. drawn.Select(i => labels[i]).Distinct().Order()];

        var svg = new Svg(
            title
                ?? $"{Capitalized(yLabel)} against {xLabel}: {Count(x.Count, "point")}"
                    + (labels is null && drawn.Length > 2 ? $", correlation {CorrelationText()}" : ""),
            $"{Count(x.Count, "point")}{(labels is null ? "" : $" of {Count(groups.Length, "group")}")}, {xLabel} from {Numbers.Short(across.Low)} to {Numbers.Short(across.High)}, {yLabel} from {Numbers.Short(up.Low)} to {Numbers.Short(up.High)}."
        );
        var plot = new PlotArea(svg, 0, svg.Height, svg.Width, 400, across, up);
        var few = drawn.Length <= 100; // no cloud, in which the dense parts should look darker
        svg.Height += 400;
        foreach (var (px, py, label) in drawn.Select(i => (plot.X(x[i]), plot.Y(y[i]), labels?[i])))
            if (label is { } one)
            {
                var color = Palette.Color(Array.IndexOf(groups, one));
                svg.Text(px, py + 4, NameOf(classes, one)[..1], Svg.SmallSize, "middle", color, 600);
            }
            else
                svg.Circle(px, py, few ? 5 : 3.2, few ? Palette.Blue : Palette.Blue + "aa");
        if (every > 1)
            svg.Note($"1 of every {every} points is drawn.");
        if (drawn.Length == 0)
            svg.Note("No point has a place on these axes.");

        var data = new JsonArray();
        foreach (var group in groups)
        {
            int[] members = labels is null ? drawn : [.. drawn.Where(i => labels[i] == group)];
            var (xs, ys) = (members.Select(i => x[i]), members.Select(i => y[i]));
            var (name, color) = (NameOf(classes, group), Palette.Color(Array.IndexOf(groups, group)));
            // A letter that is the whole name needs no legend.
            var hasLegend = labels is not null && groups.Any(one => NameOf(classes, one).Length > 1);
            var trace = Plotly.Scatter(name, xs, ys, labels is null ? "markers" : "text", hasLegend);
            if (labels is null)
                trace["marker"] = new JsonObject { ["size"] = few ? 9 : 6, ["color"] = few ? color : color + "aa" };
            else
            {
                trace["text"] = Plotly.Texts(members.Select(_ => name[..1]));
                trace["textfont"] = new JsonObject { ["color"] = color };
            }
            data.Add(trace);
        }
        return new("scatter", svg, data, Plotly.Layout(svg.Title, Plotly.AxisOf(across), Plotly.AxisOf(up), 520));

        string CorrelationText()
        {
            double[] xs = [.. drawn.Select(i => across.Place(x[i]))],
                ys = [.. drawn.Select(i => up.Place(y[i]))];
            var (meanX, meanY) = (xs.Average(), ys.Average());
            double Product(double[] a, double meanA, double[] b, double meanB) =>
                a.Zip(b, (p, q) => (p - meanA) * (q - meanB)).Sum();
            var spread = Math.Sqrt(Product(xs, meanX, xs, meanX) * Product(ys, meanY, ys, meanY));
            return Numbers.Fixed(spread > 0 ? Product(xs, meanX, ys, meanY) / spread : 0, 2);
        }
    }
}
