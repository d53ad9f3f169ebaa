namespace DigitLab.Training;

/// <summary>
/// Called at fixed points of a training, like Keras's callbacks: to observe it, stop it, or change the learning rate. Override
/// what you need.
/// </summary>
public abstract class Callback
{
    /// <summary>Before the first step.</summary>
    public virtual void OnTrainBegin(TrainingRun run) { }

    /// <summary>Before the first step of an epoch.</summary>
    public virtual void OnEpochBegin(TrainingRun run) { }

    /// <summary>After each step of the optimizer.</summary>
    public virtual void OnBatchEnd(TrainingRun run) { }

    /// <summary>After validation; <c>run.History.Last</c> is the epoch.</summary>
    public virtual void OnEpochEnd(TrainingRun run) { }

    /// <summary>After the last step, unless an exception or an interrupt ended the training.</summary>
    public virtual void OnTrainEnd(TrainingRun run) { }

    /// <summary>Writes the state of this callback to a checkpoint.</summary>
    public virtual void Save(BinaryWriter writer) { }

    /// <summary>Reads what <see cref="Save"/> wrote, after <see cref="OnTrainBegin"/> and before the first step of a resumed training.</summary>
    public virtual void Load(BinaryReader reader, TrainingRun run) { }
}
