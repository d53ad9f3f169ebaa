using System.Globalization;
using DigitLab.Charts;
using DigitLab.Training;

namespace DigitLab.Experiments;

public sealed partial class Sweep
{
    /// <summary>The mean of the runs at a place of the first axis.</summary>
    private sealed record Point(string X, double Mean, double Spread)
    {
        /// <summary>The place as a number; NaN where it is a word.</summary>
        public double Number { get; } =
            double.TryParse(X, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
    }

    /// <summary>
    /// A number over the first axis: curves with bands where its values are numbers, bars with whiskers where they are words.
    /// Bars start at 0, so they show errors instead of accuracies: 98.1% and 97.8% would look the same.
    /// </summary>
    /// <param name="metric">The number, e.g. "validation accuracy".</param>
    /// <param name="title">A sentence that says what is seen.</param>
    /// <param name="logX">Whether the axis is logarithmic; if not given, where values differ tenfold and more, as learning rates do.</param>
    /// <exception cref="ArgumentException">No run gave it.</exception>
    public Figure Chart(string metric, string? title = null, bool? logX = null)
    {
        var lines = Lines(metric);
        var (xLabel, yLabel) = (axes.FirstOrDefault(""), IsShare(metric) ? $"{metric} (%)" : metric);
        var places = lines.SelectMany(line => line.Points.Select(point => point.Number)).ToArray();
        if (places.Any(double.IsNaN))
            return Bars(lines, title, metric, xLabel, yLabel);
        var best =
            IsShare(metric) ? Best.Highest
            : metric.EndsWith("loss", StringComparison.Ordinal) ? Best.Lowest
            : Best.None;
        var means = lines.SelectMany(line => line.Points.Select(point => point.Mean)).ToArray();
        var winner = best == Best.Lowest ? means.Min() : means.Max();
        return Charts.Chart.Lines(
            [
                .. lines.Select(line => new Series(line.Name, line.Points.Select(point => point.Mean))
                {
                    X = [.. line.Points.Select(point => point.Number)],
                    Low = [.. line.Points.Select(point => point.Mean - point.Spread)],
                    High = [.. line.Points.Select(point => point.Mean + point.Spread)],
                    Best = line.Points.Any(point => point.Mean == winner) ? best : Best.None,
                }),
            ],
            title,
            xLabel,
            yLabel,
            logX ?? (places.Min() > 0 && places.Max() >= 10 * places.Min())
        );
    }

    private static Figure Bars(
        List<(string Name, Point[] Points)> lines,
        string? title,
        string metric,
        string xLabel,
        string yLabel
    )
    {
        var errors = IsShare(metric);
        if (errors)
            yLabel = metric[..^"accuracy".Length] + "errors (%)";
        var spread = lines.Any(line => line.Points.Any(point => point.Spread > 0));
        return Charts.Chart.Bars(
            [.. XValues(lines)],
            [
                .. lines.Select(line =>
                {
                    var points = XValues(lines)
                        .Select(x => line.Points.FirstOrDefault(point => point.X == x))
                        .ToArray();
                    double[] values = [.. points.Select(Height)];
                    double[] spreads = [.. points.Select(point => point?.Spread ?? double.NaN)];
                    return new Series(line.Name, values)
                    {
                        Low = spread ? [.. values.Zip(spreads, (value, half) => value - half)] : null,
                        High = spread ? [.. values.Zip(spreads, (value, half) => value + half)] : null,
                    };
                }),
            ],
            title ?? Sentence($"{yLabel} by {xLabel}" + (spread ? ": mean and one standard deviation" : "")),
            xLabel,
            yLabel
        );

        static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..];

        double Height(Point? point) =>
            point is null ? double.NaN
            : errors ? 100 - point.Mean
            : point.Mean;
    }

    private static IEnumerable<string> XValues(List<(string Name, Point[] Points)> lines) =>
        lines.SelectMany(line => line.Points.Select(point => point.X)).Distinct();

    /// <summary>A line for each setting of the other axes.</summary>
    private List<(string Name, Point[] Points)> Lines(string metric)
    {
        Mean(metric); // says which numbers there are, if this is none of them
        var scale = IsShare(metric) ? 100 : 1;
        return
        [
            .. from grouped in Groups
            let mean = MeanOf(grouped.Runs, metric)
            where mean is not null
            let spread = mean.Count > 1 ? mean.Spread : 0
            let point = new Point(grouped.Setting.FirstOrDefault("all"), scale * mean.Mean, scale * spread)
            group point by Join(axes.Skip(1), grouped.Setting.Skip(1)) into line
            select (line.Key == "" ? metric : line.Key, line.OrderBy(point => point.Number).ToArray()),
        ];
    }

    /// <summary>The training curves of each setting, the mean of its seeds in a band of their spread.</summary>
    /// <exception cref="ArgumentException">No run has a history.</exception>
    public Figure Curves(Metric metric = Metric.ValidationLoss, string? title = null)
    {
        var scale = metric.IsAccuracy() ? 100 : 1;
        var series = Groups
            .Select(group =>
                (group.Setting, Histories: group.Runs.Select(run => run.Outcome.History).OfType<History>())
            )
            .Where(group => group.Histories.Any())
            .Select(group =>
                Series.Mean(
                    Join(axes, group.Setting),
                    [
                        .. group.Histories.Select(h =>
                            (IReadOnlyList<double>)[.. h.Epochs.Select(e => scale * metric.Of(e))]
                        ),
                    ]
                )
            )
            .ToList();
        return series.Count == 0
            ? throw new ArgumentException($"No run of '{Name}' has a history of its training.")
            : Charts.Chart.Lines(series, title, "epoch", metric.IsAccuracy() ? $"{metric.Name()} (%)" : metric.Name());
    }

    private static string Join(IEnumerable<string> names, IEnumerable<string> values) =>
        string.Join(", ", names.Zip(values, (name, value) => $"{name} {value}"));
}
