using System.Globalization;
using DigitLab.Display;

namespace DigitLab.Training;

/// <summary>The progress of a training: a bar and a line in a notebook, a line on a console.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
internal sealed class TrainingProgress : IHtmlView
{
    private readonly double share;
    private readonly string text;
    private readonly string last;

    public TrainingProgress(TrainingRun run)
    {
        var (done, epochs) = (run.History.Epochs.Count, run.Epochs);
        var finished = run.Iteration >= run.Iterations || run.StopTraining;
        share = finished ? 1 : (double)run.Iteration / run.Iterations;
        last = LastOf(run.History);
        if (run.History.CountsIterations)
            text = finished
                ? Finished(run.Iteration, run.Iterations, "iteration", run.Elapsed)
                : $"Training: iteration {run.Iteration:N0} of {run.Iterations:N0}";
        else
            text = finished
                ? Finished(done, epochs, "epoch", run.Elapsed)
                : $"Training: epoch {Math.Min(run.Epoch, epochs)} of {epochs}, batch {run.Iteration - done * run.StepsPerEpoch} of {run.StepsPerEpoch}";
        if (finished)
            return;
        if (!double.IsNaN(run.BatchLoss))
            text += string.Create(CultureInfo.InvariantCulture, $", loss {run.BatchLoss:0.000}");
        text += $", {Seconds(run.Elapsed)}";
        if (run.Iteration > run.ResumedIterations)
            text +=
                $", {Seconds(run.Elapsed * (run.Iterations - run.Iteration) / (run.Iteration - run.ResumedIterations))} to go";
    }

    /// <summary>For a loop that reports whole epochs only.</summary>
    public TrainingProgress(History history, int epochs)
    {
        var done = history.Epochs.Count;
        share = (double)done / epochs;
        last = LastOf(history);
        text =
            done < epochs
                ? $"Training: epoch {done + 1} of {epochs}, {Seconds(history.Time)}"
                : Finished(done, epochs, "epoch", history.Time);
    }

    private static string LastOf(History history) => history.Epochs.Count == 0 ? "" : history.Line(history.Last);

    private static string Finished(long done, long planned, string unit, TimeSpan time) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Trained {done:N0}{(done < planned ? $" of {planned:N0}" : "")} {unit}{(planned == 1 ? "" : "s")} in {time.TotalSeconds:0.0} s, {Backend.Name}"
        );

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s";

    public string ToHtml() =>
        $"<div><progress max=\"1\" value=\"{share.ToString("0.###", CultureInfo.InvariantCulture)}\" style=\"width:100%\"></progress>"
        + $"<div>{Html.Escape(text)}</div>"
        + (last == "" ? "" : $"<div>{Html.Escape(last)}</div>")
        + "</div>";

    public override string ToString() => text + (last == "" ? "" : $" ({last})");
}
