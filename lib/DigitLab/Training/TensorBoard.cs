using DigitLab.Files;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>
/// Writes each epoch for TensorBoard (Keras's callback of that name): losses, accuracies, the learning rate, and how the weights
/// of each layer are distributed. <c>tensorboard --logdir runs</c> shows all trainings in <c>runs</c>, one over the other.
/// </summary>
/// <param name="logDir">The folder of this training: <c>"runs/adam"</c>. A training into the same folder adds to it.</param>
/// <param name="histograms">Whether weights and biases are written, too.</param>
public sealed class TensorBoard(string logDir, bool histograms = true) : Callback
{
    private SummaryWriter? writer;

    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public override void OnTrainBegin(TrainingRun run)
    {
        AtomicFile.RequireWritable(Path.Combine(logDir, "events"));
        writer = utils.tensorboard.SummaryWriter(logDir);
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run)
    {
        var epoch = run.History.Last;
        var step = (int)(run.History.CountsIterations ? epoch.Iteration : epoch.Number);
        foreach (var metric in Enum.GetValues<Metric>())
            if (metric.Of(epoch) is var value && !double.IsNaN(value))
                // TensorBoard puts what has the same word before the slash side by side.
                writer!.add_scalar(
                    $"{(metric.IsAccuracy() ? "accuracy" : "loss")}/{(metric.NeedsValidation() ? "validation" : "training")}",
                    (float)value,
                    step
                );
        writer!.add_scalar("learning rate", (float)epoch.LearningRate, step);
        if (!histograms)
            return;
        foreach (var (name, parameter) in run.Model.named_parameters())
            writer.add_histogram(name.Replace('.', '/'), parameter, step);
    }
}
