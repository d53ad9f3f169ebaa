using DigitLab.Data;
using DigitLab.Evaluation;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Checks;

/// <summary>Checks of models and trainings. An exception on the way is a failed check, too.</summary>
public static partial class Check
{
    /// <summary>How many weights and biases a model has.</summary>
    public static CheckResult Parameters(
        string what,
        long expected,
        nn.Module model,
        string hint = "the layers' sizes"
    ) => Equal(what, expected, model.parameters().Sum(parameter => parameter.numel()), hint);

    /// <summary>What a model makes of one blank sample.</summary>
    /// <param name="what">The claim to check, as a sentence.</param>
    /// <param name="expected">The shape of the output, without the batch.</param>
    /// <param name="model">The model, or the first layers of one.</param>
    /// <param name="inputShape">Of one sample, without the batch: [1, 28, 28].</param>
    /// <param name="hint">What to look at when it fails.</param>
    public static CheckResult OutputShape(
        string what,
        long[] expected,
        nn.Module<Tensor, Tensor> model,
        long[] inputShape,
        string hint = "padding, stride and pooling"
    ) =>
        Try(
            what,
            Text(expected),
            hint,
            () =>
            {
                using var scope = NewDisposeScope();
                using var off = no_grad();
                long[] found = model.call(zeros([1, .. inputShape])).shape[1..];
                return (found.AsSpan().SequenceEqual(expected), Text(found));
            }
        );

    /// <summary>The accuracy of a model.</summary>
    /// <param name="what">The name of the value: "test accuracy".</param>
    /// <param name="atLeast">In [0, 1].</param>
    /// <param name="result">What was found.</param>
    /// <param name="hint">What to look at when it fails.</param>
    public static CheckResult Accuracy(
        string what,
        double atLeast,
        EvaluationResult result,
        string hint = "the learning rate"
    ) => That(what, result.Accuracy >= atLeast, $"at least {Text(100 * atLeast)}%", result.AccuracyText, hint);

    /// <summary>
    /// Before training a network knows nothing: each class gets about the same probability, and the cross-entropy is about the
    /// logarithm of their number, ln 10 = 2.303 for ten.
    /// </summary>
    /// <param name="trainer">Of a model that is not trained yet, with cross-entropy.</param>
    /// <param name="dataset">Any images; a thousand will do.</param>
    /// <param name="tolerance">How far off it may be.</param>
    public static CheckResult LossAtStart(Trainer trainer, Dataset dataset, double tolerance = 0.15)
    {
        var expected = Math.Log(dataset.ClassNames.Count);
        return Try(
            $"the loss at the start is about ln {dataset.ClassNames.Count}",
            $"{Text(expected)} ± {Text(tolerance)}",
            "the last layer: it must give logits, without a softmax, from small weights",
            () =>
            {
                var loss = trainer.Evaluate(dataset).Loss;
                return (Math.Abs(loss - expected) <= tolerance, Text(loss));
            }
        );
    }

    /// <summary>
    /// A network that cannot learn a hundred digits by heart has an error in its wiring; one that can may still fail on more.
    /// </summary>
    /// <param name="create">A new model, optimizer and loss in a trainer: <c>() => new Trainer(model, …)</c>.</param>
    /// <param name="dataset">Its first images are learnt.</param>
    /// <param name="count">How many.</param>
    /// <param name="epochs">How often it may look at them.</param>
    public static CheckResult CanOverfit(Func<Trainer> create, Dataset dataset, int count = 100, int epochs = 100) =>
        Try(
            $"the network can learn {count} digits by heart",
            $"all {count} right within {epochs} epochs",
            "the learning rate, then the loss and the order of the layers",
            () =>
            {
                var (trainer, images) = (create(), dataset.Take(Math.Min(count, dataset.Count)));
                trainer.Fit(images, epochs, Math.Min(20, count), validation: images, callbacks: [new UntilPerfect()]);
                var result = trainer.Evaluate(images);
                return (
                    result.Correct == result.Count,
                    $"{result.Correct} of {result.Count} after {trainer.History!.Last.Number} epochs"
                );
            }
        );

    private sealed class UntilPerfect : Callback
    {
        public override void OnEpochEnd(TrainingRun run) => run.StopTraining = run.History.Last.ValidationAccuracy == 1;
    }

    private static CheckResult Try(string what, string expected, string hint, Func<(bool Holds, string Found)> check)
    {
        var (holds, found) = (false, "");
        try
        {
            (holds, found) = check();
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            found = $"an error: {error.Message}";
        }
        return That(what, holds, expected, found, hint);
    }
}
