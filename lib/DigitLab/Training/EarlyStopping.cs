namespace DigitLab.Training;

/// <summary>
/// Stops a training that no longer improves, and restores its best weights (Prechelt, "Early stopping, but when?", 1998;
/// Keras's <c>EarlyStopping</c> with <c>restore_best_weights</c>).
/// </summary>
/// <param name="metric">The metric to watch.</param>
/// <param name="patience">Consecutive epochs without improvement before it stops.</param>
/// <param name="minDelta">The smallest change that counts as an improvement.</param>
/// <param name="restoreBest">Whether the model ends with the weights of its best epoch.</param>
public sealed class EarlyStopping(
    Metric metric = Metric.ValidationLoss,
    int patience = 3,
    double minDelta = 0,
    bool restoreBest = true
) : Callback
{
    private double best = double.NaN;
    private int waited;
    private ModelSnapshot? bestWeights;

    /// <summary>The epoch with the best value so far; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <summary>Whether it stopped the last training.</summary>
    public bool Stopped { get; private set; }

    /// <exception cref="ArgumentException">It watches validation images and there are none.</exception>
    public override void OnTrainBegin(TrainingRun run)
    {
        run.Require(metric, nameof(EarlyStopping));
        (best, waited, BestEpoch, Stopped) = (double.NaN, 0, 0, false);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run)
    {
        var value = metric.Of(run.History.Last);
        if (metric.IsBetter(value, best, minDelta))
        {
            (best, waited, BestEpoch) = (value, 0, run.History.Last.Number);
            if (restoreBest)
                (bestWeights ??= new ModelSnapshot(run.Model)).Capture();
        }
        else if (++waited >= patience)
            run.StopTraining = Stopped = true;
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingRun run)
    {
        bestWeights?.Restore();
        bestWeights?.Dispose();
        bestWeights = null;
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        writer.Write(best);
        writer.Write(waited);
        writer.Write(BestEpoch);
        writer.Write(bestWeights is not null);
        bestWeights?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Load(BinaryReader reader, TrainingRun run)
    {
        (best, waited, BestEpoch) = (reader.ReadDouble(), reader.ReadInt32(), reader.ReadInt32());
        if (reader.ReadBoolean())
            (bestWeights ??= new ModelSnapshot(run.Model)).Load(reader);
        run.StopTraining = Stopped = waited >= patience;
    }
}
