using System.Diagnostics;
using DigitLab.Data;
using DigitLab.Evaluation;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>
/// Fits a model to a dataset, and tells how good it has become. The verbs are Keras's: <see cref="Fit"/>,
/// <see cref="Evaluate"/>, <see cref="Predict"/>.
/// </summary>
/// <example><code>
/// var model = LeNet5.WithRelu();
/// var trainer = new Trainer(model, optim.Adam(model.parameters()));
/// var history = trainer.Fit(train, epochs: 10, batchSize: 128, validation);
/// trainer.Evaluate(test)
/// </code></example>
/// <param name="model">From images [N, 1, 28, 28] to logits [N, classes].</param>
/// <param name="optimizer">Over the model's parameters.</param>
/// <param name="loss">Of logits and labels; cross-entropy if not given.</param>
public sealed class Trainer(
    nn.Module<Tensor, Tensor> model,
    optim.Optimizer optimizer,
    nn.Module<Tensor, Tensor, Tensor>? loss = null
)
{
    private const int EvaluationBatch = 1000;
    private readonly nn.Module<Tensor, Tensor, Tensor> loss = loss ?? nn.CrossEntropyLoss();

    /// <summary>
    /// Goes through the training images in random order, epoch after epoch, one step of the optimizer for each batch, and
    /// shows how far it is (<see cref="Live"/>).
    /// </summary>
    /// <param name="train">The images to learn from.</param>
    /// <param name="epochs">How often to go through them.</param>
    /// <param name="batchSize">Images in a step; the last batch of an epoch may be smaller.</param>
    /// <param name="validation">Images to measure on after each epoch; none if not given.</param>
    /// <param name="cancellation">Stops after the step at hand: the model stays as that step left it.</param>
    /// <exception cref="ArgumentException">A number is not positive.</exception>
    /// <exception cref="DivergenceException">The loss is no number any more.</exception>
    public History Fit(
        Dataset train,
        int epochs,
        int batchSize = 128,
        Dataset? validation = null,
        CancellationToken cancellation = default
    )
    {
        if (epochs <= 0 || batchSize <= 0)
            throw new ArgumentException($"epochs ({epochs}) and batchSize ({batchSize}) must be greater than zero.");
        var history = new History();
        var clock = Stopwatch.StartNew();
        var batches = (train.Count + batchSize - 1) / batchSize;
        using var view = Live.Show(new TrainingProgress(1, epochs, 0, batches, double.NaN, clock.Elapsed, null));
        for (var epoch = 1; epoch <= epochs; epoch++)
        {
            var started = clock.Elapsed;
            model.train();
            using var order = randperm(train.Count);
            var (lossSum, correct) = (0.0, 0L);
            for (long batch = 0; batch < batches; batch++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                var positions = order.narrow(
                    0,
                    batch * batchSize,
                    Math.Min(batchSize, train.Count - batch * batchSize)
                );
                var (batchLoss, batchCorrect) = Step(train, positions);
                lossSum += batchLoss * positions.numel();
                correct += batchCorrect;
                var (e, b, l) = (epoch, batch + 1, batchLoss);
                if (b < batches)
                    view.Update(() =>
                        new TrainingProgress(e, epochs, b, batches, l, clock.Elapsed, history.Epochs.LastOrDefault())
                    );
            }
            var measured = validation is null ? null : Evaluate(validation);
            history.Add(
                new Epoch(
                    epoch,
                    lossSum / train.Count,
                    (double)correct / train.Count,
                    measured?.Loss ?? double.NaN,
                    measured?.Accuracy ?? double.NaN,
                    optimizer.ParamGroups.First().LearningRate,
                    clock.Elapsed - started
                )
            );
            var done = new TrainingProgress(
                epoch,
                epochs,
                batches,
                batches,
                lossSum / train.Count,
                clock.Elapsed,
                history.Last
            );
            view.Update(done);
        }
        return history;
    }

    private (double Loss, long Correct) Step(Dataset train, Tensor positions)
    {
        var (images, labels) = train.Batch(positions);
        optimizer.zero_grad();
        var logits = model.call(images);
        var error = loss.call(logits, labels);
        var value = error.item<float>();
        if (!float.IsFinite(value))
            throw new DivergenceException(value, optimizer.ParamGroups.First().LearningRate);
        error.backward();
        optimizer.step();
        using var off = no_grad();
        return (value, logits.argmax(1).eq(labels).sum().item<long>());
    }

    /// <summary>Loss and accuracy over a dataset, with the model in evaluation mode.</summary>
    public EvaluationResult Evaluate(Dataset dataset)
    {
        var (lossSum, predicted) = (0.0, new long[dataset.Count]);
        ForEachBatch(
            dataset.Images,
            (start, logits) =>
            {
                var labels = dataset.Labels.narrow(0, start, logits.shape[0]);
                lossSum += loss.call(logits, labels).item<float>() * logits.shape[0];
                logits.argmax(1).data<long>().CopyTo(predicted.AsSpan((int)start));
            }
        );
        return new EvaluationResult(
            dataset.Name,
            dataset.IsSynthetic,
            lossSum / dataset.Count,
            dataset.Labels.data<long>().ToArray(),
            predicted,
            dataset.ClassNames
        );
    }

    /// <summary>The probability of each class for each image.</summary>
    /// <param name="images">[N, 1, 28, 28].</param>
    /// <returns>[N, classes]; every row adds up to 1.</returns>
    public Tensor Predict(Tensor images)
    {
        var parts = new List<Tensor>();
        ForEachBatch(images, (_, logits) => parts.Add(nn.functional.softmax(logits, 1).MoveToOuterDisposeScope()));
        var result = cat(parts, 0);
        parts.ForEach(part => part.Dispose());
        return result;
    }

    /// <summary>The most probable class of each image, [N], int64.</summary>
    /// <param name="images">[N, 1, 28, 28].</param>
    public Tensor PredictClasses(Tensor images)
    {
        using var probabilities = Predict(images);
        return probabilities.argmax(1);
    }

    private void ForEachBatch(Tensor images, Action<long, Tensor> visit)
    {
        var training = model.training;
        model.eval();
        try
        {
            using var off = no_grad();
            for (long start = 0; start < images.shape[0]; start += EvaluationBatch)
            {
                using var scope = NewDisposeScope();
                var batch = images.narrow(0, start, Math.Min(EvaluationBatch, images.shape[0] - start));
                visit(start, model.call(batch));
            }
        }
        finally
        {
            model.train(training);
        }
    }
}

/// <summary>Training went astray: the loss is not finite.</summary>
/// <param name="loss">What it was.</param>
/// <param name="learningRate">What it was trained with.</param>
public sealed class DivergenceException(double loss, double learningRate)
    : InvalidOperationException(
        $"The loss became {loss}: training diverges. The likely knob is the learning rate, which is {learningRate}: try a tenth of it. "
            + "(Else look for inputs that are not scaled to about 0..1, or a logarithm of zero in a loss of your own.)"
    );
