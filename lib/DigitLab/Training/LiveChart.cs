using DigitLab.Charts;

namespace DigitLab.Training;

/// <summary>Draws the curves during training and updates them after each epoch.</summary>
/// <param name="chart">The chart of the history; the loss if not given: <c>new LiveChart(history => history.AccuracyChart())</c>.</param>
public sealed class LiveChart(Func<History, Figure>? chart = null) : Callback
{
    private readonly Func<History, Figure> chart = chart ?? (history => history.LossChart());
    private LiveView? view;

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run)
    {
        if (view is null)
            view = Live.Show(chart(run.History));
        else
            view.Update(() => chart(run.History));
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingRun run)
    {
        view?.Dispose();
        view = null;
    }
}
