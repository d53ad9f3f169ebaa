using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;
using DigitLab.Evaluation;
using DigitLab.Training;
using TorchSharp.Utils;

namespace DigitLab.Experiments;

/// <summary>The runs of an experiment: a table with a line for each setting, mean ± spread over its seeds, and charts.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class Sweep : IHtmlView
{
    private readonly List<Run> runs = [];
    private readonly IReadOnlyList<string> axes;

    internal Sweep(string name, IReadOnlyList<string> axes) =>
        (Name, this.axes) = (name, [.. axes.Where(axis => axis != Axis.Seed)]);

    /// <summary>Of the experiment.</summary>
    public string Name { get; }

    /// <summary>The finished runs, in the order of the grid.</summary>
    public IReadOnlyList<Run> Runs => runs;

    /// <summary>Runs of the grid, finished or not.</summary>
    public int Planned { get; internal set; }

    /// <summary>The run at hand, while the sweep goes on.</summary>
    internal string? Running { get; set; }

    internal void Add(Run run) => runs.Add(run);

    /// <summary>The numbers that the runs gave, by name.</summary>
    public IReadOnlyList<string> Metrics => [.. runs.SelectMany(run => run.Outcome.Values.Keys).Distinct()];

    /// <summary>Runs that differ in their seed alone.</summary>
    private IEnumerable<(string[] Setting, Run[] Runs)> Groups =>
        runs.GroupBy(run => string.Join('\n', axes.Select(axis => run.Settings[axis])))
            .Select(group => (axes.Select(axis => group.First().Settings[axis]).ToArray(), group.ToArray()));

    /// <summary>Mean and spread of a number over the runs with a setting.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="setting">The values of some axes, as text: <c>sweep.Mean("test accuracy", ("rate", "0.1"))</c>.</param>
    /// <exception cref="ArgumentException">No run gave it.</exception>
    public MeanSpread Mean(string metric, params (string Axis, string Value)[] setting)
    {
        var chosen = runs.Where(run => setting.All(s => run.Settings.GetValueOrDefault(s.Axis) == s.Value));
        return MeanOf(chosen, metric)
            ?? throw new ArgumentException(
                $"No run of '{Name}'{string.Concat(setting.Select(s => $" with {s.Axis} {s.Value}"))} gave a '{metric}'; there are {string.Join(", ", Metrics)}."
            );
    }

    private static MeanSpread? MeanOf(IEnumerable<Run> runs, string metric)
    {
        var values = runs.Where(run => run.Outcome.Values.ContainsKey(metric))
            .Select(run => run.Outcome.Values[metric])
            .ToArray();
        return values.Length > 0 ? MeanSpread.Of(values) : null;
    }

    /// <summary>A number over the first axis: curves with bands where its values are numbers, bars where they are not.</summary>
    /// <param name="metric">The number, e.g. "validation accuracy".</param>
    /// <param name="title">A sentence that says what is seen.</param>
    /// <param name="logX">A logarithmic axis, as learning rates want it.</param>
    /// <exception cref="ArgumentException">No run gave it.</exception>
    public Figure Chart(string metric, string? title = null, bool logX = false)
    {
        Mean(metric);
        var scale = IsShare(metric) ? 100 : 1;
        var yLabel = IsShare(metric) ? $"{metric} (%)" : metric;
        string Others(string[] setting) =>
            string.Join(", ", axes.Skip(1).Zip(setting.Skip(1), (axis, value) => $"{axis} {value}"));
        var groups = Groups
            .Select(group => (group.Setting, Mean: MeanOf(group.Runs, metric)))
            .Where(group => group.Mean is not null)
            .Select(group => (X: group.Setting.FirstOrDefault("all"), Line: Others(group.Setting), group.Mean!.Value))
            .ToList();
        var lines = groups.GroupBy(group => group.Line);
        var xLabel = axes.FirstOrDefault("");
        double? Number(string text) =>
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

        if (groups.All(group => Number(group.X) is not null))
            return Charts.Chart.Lines(
                [
                    .. lines.Select(line =>
                    {
                        var points = line.OrderBy(point => Number(point.X)).ToArray();
                        var spreads = points.Select(point => point.Value.Count > 1 ? point.Value.Spread : 0).ToArray();
                        return new Series(line.Key == "" ? metric : line.Key, points.Select(p => scale * p.Value.Mean))
                        {
                            X = [.. points.Select(point => Number(point.X)!.Value)],
                            Low = [.. points.Select((point, i) => scale * (point.Value.Mean - spreads[i]))],
                            High = [.. points.Select((point, i) => scale * (point.Value.Mean + spreads[i]))],
                            Best =
                                metric.EndsWith("loss", StringComparison.Ordinal) ? Best.Lowest
                                : IsShare(metric) ? Best.Highest
                                : Best.None,
                        };
                    }),
                ],
                title,
                xLabel,
                yLabel,
                logX
            );
        string[] names = [.. groups.Select(group => group.X).Distinct()];
        return Charts.Chart.Bars(
            names,
            [
                .. lines.Select(line => new Series(
                    line.Key == "" ? metric : line.Key,
                    names.Select(x =>
                        line.Where(p => p.X == x).Select(p => scale * p.Value.Mean).FirstOrDefault(double.NaN)
                    )
                )),
            ],
            title ?? $"{yLabel} by {xLabel}",
            xLabel,
            yLabel
        );
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
                    Join(group.Setting),
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

    private string Join(string[] setting) => string.Join(", ", axes.Zip(setting, (axis, value) => $"{axis} {value}"));

    private static bool IsShare(string metric) => metric.EndsWith("accuracy", StringComparison.Ordinal);

    private string[] Header => [.. axes, "runs", .. Metrics];

    private IEnumerable<string[]> Rows =>
        Groups.Select(group =>
            new[] { group.Setting, [CountOf(group.Runs)], [.. Metrics.Select(metric => Cell(group.Runs, metric))] }
                .SelectMany(cells => cells)
                .ToArray()
        );

    private static string CountOf(Run[] runs)
    {
        var failed = runs.Count(run => run.Outcome.Failure is not null);
        return failed == 0 ? $"{runs.Length}" : $"{runs.Length}, {failed} diverged";
    }

    private static string Cell(Run[] runs, string metric) =>
        MeanOf(runs, metric) is not { } mean ? ""
        : IsShare(metric) ? mean.ToPercent()
        : metric == "seconds" ? mean.ToString("0.0")
        : mean.ToString("0.####");

    private string Status =>
        Running is not null ? $"{Name}: {runs.Count} of {Planned} runs, now {Running}"
        : runs.Count < Planned ? $"{Name}: {runs.Count} of {Planned} runs, {Planned - runs.Count} are missing"
        : $"{Name}: {Planned} runs";

    /// <summary>Writes every run as a line: its settings, then its numbers.</summary>
    public void SaveCsv(string path)
    {
        string[] all = [.. runs.SelectMany(run => run.Settings.Keys).Distinct()];
        string Quoted(string cell) => cell.AsSpan().ContainsAny(",\"\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
        var lines = runs.Select(run =>
            all.Select(axis => run.Settings[axis])
                .Concat(
                    Metrics.Select(metric =>
                        run.Outcome.Values.TryGetValue(metric, out var value)
                            ? value.ToString("R", CultureInfo.InvariantCulture)
                            : ""
                    )
                )
        );
        AtomicFile.WriteText(
            path,
            string.Concat(
                lines.Prepend([.. all, .. Metrics]).Select(line => string.Join(',', line.Select(Quoted)) + "\n")
            )
        );
    }

    /// <inheritdoc/>
    public string ToHtml()
    {
        var table = Html.Table(Header, Rows, Enumerable.Range(axes.Count, Header.Length - axes.Count).ToHashSet());
        var metric = new[] { "validation accuracy", "test accuracy", "training accuracy" }.FirstOrDefault(
            Metrics.Contains
        );
        return $"<div><div>{Html.Escape(Status)}</div>{(runs.Count == 0 ? "" : table)}"
            + $"{(metric is null ? "" : Chart(metric).ToHtml())}</div>";
    }

    /// <summary>How far it is, and the table as text.</summary>
    public override string ToString() =>
        runs.Count == 0 ? Status : $"{Status}\n{TextTable.Of(Header, Rows, axes.Count)}";
}
