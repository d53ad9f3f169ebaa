using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;
using DigitLab.Evaluation;
using DigitLab.Files;

namespace DigitLab.Experiments;

/// <summary>The runs of an experiment: a table with a line for each setting, mean ± spread over its seeds, and charts.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed partial class Sweep : IHtmlView
{
    private readonly List<Run> runs = [];
    private readonly IReadOnlyList<string> axes;

    private readonly Func<Sweep, Figure>? chart;
    private string? running;

    internal Sweep(string name, IReadOnlyList<string> axes, Func<Sweep, Figure>? chart = null) =>
        (Name, this.axes, this.chart) = (name, [.. axes.Where(axis => axis != Axis.Seed)], chart);

    /// <summary>Of the experiment.</summary>
    public string Name { get; }

    /// <summary>The finished runs, in the order of the grid.</summary>
    public IReadOnlyList<Run> Runs => runs;

    /// <summary>Runs of the grid, finished or not.</summary>
    public int Planned { get; internal set; }

    /// <summary>The same sweep at the run that is under way.</summary>
    internal Sweep At(string? running)
    {
        this.running = running;
        return this;
    }

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

    /// <summary>A line for each setting with mean ± spread of its runs.</summary>
    /// <param name="metrics">Which numbers; if none is given those of validation and test, seconds, and what a run added.</param>
    public Table Table(params string[] metrics)
    {
        if (metrics.Length == 0)
            metrics =
            [
                .. Metrics.Where(metric => metric is not ("training loss" or "training accuracy" or "test loss")),
            ];
        return new(
            [.. axes, "runs", .. metrics],
            Groups.Select(group =>
                (IReadOnlyList<string>)
                    [.. group.Setting, CountOf(group.Runs), .. metrics.Select(metric => Cell(group.Runs, metric))]
            ),
            axes.Count
        );
    }

    private static bool IsShare(string metric) => metric.EndsWith("accuracy", StringComparison.Ordinal);

    private static string CountOf(Run[] runs)
    {
        var failed = runs.Count(run => run.Outcome.Failure is not null);
        return failed == 0 ? $"{runs.Length}" : $"{runs.Length}, {failed} diverged";
    }

    private static string Cell(Run[] runs, string metric) =>
        MeanOf(runs, metric) is not { } mean ? ""
        : IsShare(metric) ? mean.ToPercent()
        : metric == "seconds" ? mean.ToString("0.0")
        : metric.EndsWith("loss", StringComparison.Ordinal) ? mean.ToString("0.0000")
        : mean.ToString("0.####");

    private string Status =>
        running is not null ? $"{Name}: {runs.Count} of {Planned} runs, now {running}"
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

    /// <summary>The chart below the table; empty before there are results.</summary>
    private Figure? Figure()
    {
        if (runs.All(run => run.Outcome.Values.Count == 0))
            return null;
        if (chart is not null)
            return chart(this);
        string[] wanted = ["validation accuracy", "test accuracy", "training accuracy"];
        return wanted.FirstOrDefault(Metrics.Contains) is { } metric ? Chart(metric) : null;
    }

    /// <inheritdoc/>
    public string ToHtml() =>
        $"<div><div>{Html.Escape(Status)}</div>{(runs.Count == 0 ? "" : Table().ToHtml())}{Figure()?.ToHtml()}</div>";

    /// <summary>How far it is, and at the end the table as text.</summary>
    public override string ToString() => runs.Count == 0 || running is not null ? Status : $"{Status}\n{Table()}";
}
