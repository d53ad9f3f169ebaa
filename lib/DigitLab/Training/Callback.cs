namespace DigitLab.Training;

/// <summary>
/// Something that is called while a model is trained, as Keras's callbacks are: it may watch, stop the training, or change the
/// learning rate. Override what you need.
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

    /// <summary>Writes what a resumed training must know of this callback into a checkpoint.</summary>
    public virtual void Save(BinaryWriter writer) { }

    /// <summary>Reads what <see cref="Save"/> wrote, before the first step of a resumed training.</summary>
    public virtual void Load(BinaryReader reader, TrainingRun run) { }

    /// <summary>Called last, however the training ended: also after an exception or an interrupt.</summary>
    internal virtual void Close() { }
}
