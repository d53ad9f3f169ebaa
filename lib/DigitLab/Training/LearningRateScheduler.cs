namespace DigitLab.Training;

/// <summary>
/// Sets the learning rate before each epoch by a function of yours, as Keras's <c>LearningRateScheduler</c>:
/// <c>new LearningRateScheduler((epoch, rate) => epoch &lt;= 5 ? rate : 0.9 * rate)</c>.
/// </summary>
/// <param name="schedule">From the number of the epoch, from 1, and the rate so far to the rate of the epoch.</param>
public sealed class LearningRateScheduler(Func<int, double, double> schedule) : Callback
{
    /// <inheritdoc/>
    public override void OnEpochBegin(TrainingRun run) => run.LearningRate = schedule(run.Epoch, run.LearningRate);
}
