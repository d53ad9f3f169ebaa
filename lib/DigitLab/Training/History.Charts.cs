using DigitLab.Charts;

namespace DigitLab.Training;

public sealed partial class History
{
    /// <summary>Loss over epochs, for training and validation.</summary>
    public Figure LossChart(string? title = null) =>
        Curves(title, $"loss (mean {LossName})", Metric.Loss, Metric.ValidationLoss);

    /// <summary>Accuracy over epochs in percent, for training and validation.</summary>
    public Figure AccuracyChart(string? title = null) =>
        Curves(title, "accuracy (%)", Metric.Accuracy, Metric.ValidationAccuracy);

    private Figure Curves(string? title, string yLabel, Metric training, Metric validation)
    {
        var lines = new List<Series> { Curve("training", training, marked: !HasValidation) };
        if (HasValidation)
            lines.Add(Curve("validation", validation, marked: true));
        return Chart.Lines(lines, title, XLabel, yLabel);
    }

    /// <summary>
    /// Several trainings in one chart, the best point of all marked:
    /// <c>History.Compare(Metric.ValidationLoss, ("Adam", adam), ("SGD", sgd))</c>.
    /// </summary>
    /// <param name="metric">The metric to compare; losses on a logarithmic axis.</param>
    /// <param name="runs">The trainings with their names in the legend.</param>
    /// <exception cref="ArgumentException">No training is given, or some count epochs and some iterations.</exception>
    public static Figure Compare(Metric metric, params (string Name, History History)[] runs)
    {
        if (runs.Select(run => run.History.CountsIterations).Distinct().Count() != 1)
            throw new ArgumentException(
                runs.Length == 0
                    ? "There is no training to compare."
                    : "Some of the trainings count epochs and some iterations: they have no common axis."
            );
        var (winner, best) = ((History?)null, double.NaN);
        foreach (var (_, history) in runs)
        foreach (var epoch in history.Epochs)
            if (metric.IsBetter(metric.Of(epoch), best))
                (winner, best) = (history, metric.Of(epoch));
        return Chart.Lines(
            [.. runs.Select(run => run.History.Curve(run.Name, metric, marked: run.History == winner))],
            xLabel: runs[0].History.XLabel,
            yLabel: metric.IsAccuracy() ? $"{metric.Name()} (%)" : metric.Name(),
            logY: !metric.IsAccuracy()
        );
    }

    private Series Curve(string name, Metric metric, bool marked) =>
        new(name, epochs.Select(epoch => (metric.IsAccuracy() ? 100 : 1) * metric.Of(epoch)))
        {
            X = CountsIterations ? [.. epochs.Select(epoch => (double)epoch.Iteration)] : null,
            Best = marked ? metric.Best() : Charts.Best.None,
        };
}
