using static TorchSharp.torch.optim.lr_scheduler;

namespace DigitLab.Training;

/// <summary>Changes the learning rate from epoch to epoch (Keras's <c>LearningRateScheduler</c>).</summary>
public sealed class LearningRateScheduler : Callback
{
    private readonly Func<int, double, double>? rates;
    private readonly LRScheduler? schedule;
    private readonly bool everyBatch;

    /// <summary>By a function: <c>new((epoch, rate) => epoch &lt;= 5 ? rate : 0.9 * rate)</c>.</summary>
    /// <param name="rates">From the number of an epoch, from 1, and the rate so far to the rate of the epoch.</param>
    public LearningRateScheduler(Func<int, double, double> rates) => this.rates = rates;

    /// <summary>By a schedule of PyTorch's: <c>new(optim.lr_scheduler.CosineAnnealingLR(optimizer, epochs))</c>.</summary>
    /// <param name="schedule">Of the trainer's optimizer.</param>
    /// <param name="everyBatch">Whether to step after every batch instead of every epoch; by default only for OneCycleLR and CyclicLR.</param>
    public LearningRateScheduler(LRScheduler schedule, bool? everyBatch = null)
    {
        this.schedule = schedule;
        this.everyBatch = everyBatch ?? schedule is impl.OneCycleLR or impl.CyclicLR;
    }

    /// <inheritdoc/>
    public override void OnEpochBegin(TrainingRun run)
    {
        if (rates is not null)
            run.LearningRate = rates(run.Epoch, run.LearningRate);
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingRun run)
    {
        if (everyBatch)
            schedule!.step();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run)
    {
        if (schedule is not null && !everyBatch)
            Step(run.History.Last);
    }

    /// <summary>A schedule cannot be serialised, so it replays the steps of the earlier training.</summary>
    public override void Load(BinaryReader reader, TrainingRun run)
    {
        for (long i = 0; everyBatch && i < run.Iteration; i++)
            schedule!.step();
        if (schedule is not null && !everyBatch)
            foreach (var epoch in run.History.Epochs)
                Step(epoch);
    }

    /// <summary>ReduceLROnPlateau watches the loss; the other schedules ignore it.</summary>
    private void Step(Epoch epoch) =>
        schedule!.step(double.IsNaN(epoch.ValidationLoss) ? epoch.Loss : epoch.ValidationLoss);
}
