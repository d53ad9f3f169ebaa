namespace DigitLab.Training;

/// <summary>
/// Saves a training to a file after each epoch, and resumes it from there when the same training is started again: weights,
/// optimizer, schedule, random numbers, history and callbacks. The resumed training ends with the same bits as one that was
/// never interrupted. (Keras's <c>ModelCheckpoint</c> and <c>BackupAndRestore</c>.)
/// </summary>
/// <remarks>
/// The file starts like TorchSharp's own model file, so <c>model.load(path)</c> reads the weights from it. Its last 32 bytes are
/// the SHA-256 of everything before them. It is written atomically, and only one training at a time may use it.
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="best">Saves only after epochs in which this metric is the best so far; if not given, after every epoch.</param>
/// <param name="resume">Whether to resume from an existing file; otherwise it is overwritten.</param>
/// <example><code>trainer.Fit(train, epochs: 20, checkpoint: new ModelCheckpoint("lenet.ckpt"))</code></example>
public sealed class ModelCheckpoint(string path, Metric? best = null, bool resume = true)
{
    internal string Path => path;

    internal Metric? Best => best;

    internal bool Resume => resume;
}
