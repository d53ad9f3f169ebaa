using DigitLab.Files;

namespace DigitLab.Training;

/// <summary>
/// Writes each epoch to a CSV file as soon as it is finished, so that it can be watched from outside and survives a crash
/// (Keras's <c>CSVLogger</c>). <see cref="History.Load"/> reads it.
/// </summary>
/// <param name="path">The file; it begins anew with each training, and goes on with a resumed one.</param>
public sealed class CsvLogger(string path) : Callback
{
    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingRun run) => AtomicFile.WriteText(path, run.History.ToCsv());

    /// <inheritdoc/>
    public override void Load(BinaryReader reader, TrainingRun run) => OnTrainBegin(run);

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run) => File.AppendAllText(path, run.History.Last.ToCsv() + "\n");
}
