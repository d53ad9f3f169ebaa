using System.Globalization;
using System.Text;
using DigitLab.Evaluation;
using DigitLab.Experiments;

namespace DigitLab.Bench.Reproduction;

/// <summary>The record as Markdown: one table, and what differs.</summary>
/// <param name="rows">The settings in their order, with what is there of each.</param>
internal sealed class Report(IReadOnlyList<(Setting Setting, Sweep Sweep)> rows)
{
    public string ToMarkdown()
    {
        var text = new StringBuilder(
            $"""
            # The lab sheets' settings, trained here

            Made by `dotnet run -c Release --project bench -- reproduce --out REPRODUCTION.md`, on MNIST: 60,000 images to train on,
            10,000 to test, which each run reads once, at its end. Where images are kept back to validate, choices are made by those.
            What we got is mean ± standard deviation over the seeds. Time is that of one training in minutes and seconds (validation
            included), here on {Machine.Describe()}.

            | sheet | setting | the sheet reports | we got | seeds | time there | time here |
            | --- | --- | --- | --- | ---: | ---: | ---: |

            """
        );
        foreach (var (setting, sweep) in rows)
            text.AppendLine(
                $"| {setting.Sheet} | **{setting.Name}**: {setting.Conditions} | {Or(setting.Reported, "nothing")} | {Found(setting, sweep)} | {sweep.Runs.Count} | {Or(setting.TimeThere, "–")} | {TimeHere(sweep)} |"
            );
        text.AppendLine("\n## Where we differ\n");
        foreach (var difference in Differences().Concat(Remarks))
            text.AppendLine($"- {difference}");
        return text.ToString();
    }

    private static string Or(string text, string otherwise) => text == "" ? otherwise : text;

    private static string Found(Setting setting, Sweep sweep) =>
        sweep.Runs.Count == 0
            ? "not yet run"
            : string.Join(", ", setting.Metrics.Select(metric => Found(sweep, metric)));

    private static string Found(Sweep sweep, string metric)
    {
        var mean = sweep.Mean(metric);
        var name = metric.Replace(" accuracy", "", StringComparison.Ordinal);
        return metric.EndsWith("accuracy", StringComparison.Ordinal) ? $"{name} {mean.ToPercent()}"
            : metric.EndsWith("loss", StringComparison.Ordinal) ? $"{name} {mean.ToString("0.00000")}"
            : $"{name} {mean.ToString("0.0")}";
    }

    private static string TimeHere(Sweep sweep)
    {
        if (sweep.Runs.Count == 0)
            return "";
        var seconds = sweep.Mean("seconds").Mean;
        return seconds < 10
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0} s")
            : TimeSpan.FromSeconds(Math.Round(seconds)).ToString(@"m\:ss", CultureInfo.InvariantCulture);
    }

    /// <summary>The gains that Milano's sheet reports, seed by seed.</summary>
    private IEnumerable<string> Differences()
    {
        var whole = Of(Sheets.MilanoName);
        foreach (var (name, reported, metric) in Sheets.MilanoChanges)
        {
            var changed = Of(name);
            var losses =
                from run in whole.Runs
                join other in changed.Runs on run.Settings["seed"] equals other.Settings["seed"]
                select 100 * (run.Outcome.Values[metric] - other.Outcome.Values[metric]);
            if (losses.ToArray() is { Length: > 0 } found)
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"Milano, {name}: the sheet reports {reported:0.0} points of {metric} less than its network, we find {MeanSpread.Of(found).ToString("0.00")} (seed by seed)."
                );
        }
    }

    private Sweep Of(string name) => rows.First(row => row.Setting.Name == name).Sweep;

    /// <summary>What holds whatever the seeds say.</summary>
    private static readonly string[] Remarks =
    [
        "Utrecht: the first column of the sheet's table is out of order; the parameters tell which row is which. The validation images are another draw of 12,000 than the sheet's, whose losses are those of one training each.",
        "Utrecht, the light network: all that it knows of an image passes through nine numbers, and seeds differ by almost a point. With the first two of ours one of the nine is 0 for more than nine of ten images; with the third all nine are in use, and the network is better than the sheet's one training.",
        "Milano: Keras starts from weights uniform in ±√(6 / (inputs + outputs)) and biases 0, we from PyTorch's ±1/√inputs for both. The sheet has one training of each variant.",
        "The perceptron's and LeNet's sheets name no figures to reach; the rows are there for comparison with the labs. The perceptron sheet's batches of 20,000 and 30,000 take three and two steps in an epoch: few epochs of them are few steps.",
        "The times there are those of the sheets' authors on their machines and of the software of their day; ours are of this repository's engine on the processor named above.",
    ];
}
