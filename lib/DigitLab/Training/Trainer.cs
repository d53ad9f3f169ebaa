using DigitLab.Data;
using DigitLab.Evaluation;
using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>
/// Fits a model to a dataset and evaluates it. The verbs are Keras's: <c>Fit</c>, <see cref="Evaluate"/>,
/// <see cref="Predict"/>, <see cref="PredictClasses"/>.
/// </summary>
/// <example><code>
/// var model = LeNet5.WithRelu();
/// var trainer = new Trainer(model, optim.Adam(model.parameters()));
/// var history = trainer.Fit(train, epochs: 10, batchSize: 128, validation, callbacks: [new EarlyStopping()]);
/// trainer.Evaluate(test)
/// </code></example>
/// <param name="model">From images [N, 1, 28, 28] to logits [N, classes]; batches follow it to its device.</param>
/// <param name="optimizer">Over the model's parameters.</param>
/// <param name="loss">Of logits and labels, see <see cref="Losses"/>; cross-entropy if not given.</param>
public sealed class Trainer(
    nn.Module<Tensor, Tensor> model,
    optim.Optimizer optimizer,
    nn.Module<Tensor, Tensor, Tensor>? loss = null
)
{
    private const int EvaluationBatch = 1000;

    /// <summary>The model.</summary>
    public nn.Module<Tensor, Tensor> Model { get; } = model;

    /// <summary>Updates the model after each batch.</summary>
    public optim.Optimizer Optimizer { get; } = optimizer;

    /// <summary>The loss to minimise.</summary>
    public nn.Module<Tensor, Tensor, Tensor> Loss { get; } = loss ?? Losses.CrossEntropy();

    /// <summary>Whether <c>Fit</c> shows its progress (<see cref="Live"/>).</summary>
    public bool Verbose { get; init; } = true;

    /// <summary>The history of the last training, also if it was interrupted.</summary>
    public History? History { get; private set; }

    /// <summary>
    /// Trains for a number of epochs: each goes through all images in random order, one step of the optimizer per batch.
    /// </summary>
    /// <param name="train">The images to learn from.</param>
    /// <param name="epochs">How often to go through them.</param>
    /// <param name="batchSize">Images in a step; the last batch of an epoch may be smaller.</param>
    /// <param name="validation">Images to measure on after each epoch; none if not given.</param>
    /// <param name="validationSplit">Instead of them: the share of every class that is kept out of training for it, e.g. 0.15.</param>
    /// <param name="callbacks">Called after each epoch, each batch and so on.</param>
    /// <param name="checkpoint">The file to save the training to and to resume it from; none if not given.</param>
    /// <param name="cancellation">Stops after the current step, leaving the model as it is then. If not given, interrupting the
    /// notebook's cell does so (<see cref="Live.Cancellation"/>).</param>
    /// <exception cref="ArgumentException">A number is not positive, there are no images, both validation images and a split are
    /// given, the model has no parameters, or the optimizer was made for another model.</exception>
    /// <exception cref="DivergenceException">The loss is NaN or has exploded.</exception>
    /// <exception cref="IOException">The checkpoint cannot be written or belongs to another training.</exception>
    public History Fit(
        Dataset train,
        int epochs,
        int batchSize = 128,
        Dataset? validation = null,
        double validationSplit = 0,
        IReadOnlyList<Callback>? callbacks = null,
        ModelCheckpoint? checkpoint = null,
        CancellationToken cancellation = default
    )
    {
        RequirePositive((epochs, nameof(epochs)), (batchSize, nameof(batchSize)));
        (train, validation) = SplitValidation(train, validation, validationSplit);
        var batches = (train.Count + batchSize - 1) / batchSize;
        var plan = new TrainingPlan(train, validation, batchSize, epochs * batches, batches, false);
        return Run(plan, callbacks, checkpoint, cancellation);
    }

    /// <summary>
    /// Trains for a number of optimizer steps and evaluates every few steps, for labs that count iterations, not epochs.
    /// <c>Fit(train, iterations: 5000, every: 100, batchSize: 64, validation)</c>
    /// </summary>
    /// <param name="iterations">Steps of the optimizer.</param>
    /// <param name="every">Steps between measurements.</param>
    /// <inheritdoc cref="Fit(Dataset, int, int, Dataset?, double, IReadOnlyList{Callback}?, ModelCheckpoint?, CancellationToken)" path="/param|/exception"/>
    public History Fit(
        Dataset train,
        long iterations,
        long every = 100,
        int batchSize = 128,
        Dataset? validation = null,
        double validationSplit = 0,
        IReadOnlyList<Callback>? callbacks = null,
        ModelCheckpoint? checkpoint = null,
        CancellationToken cancellation = default
    )
    {
        RequirePositive((iterations, nameof(iterations)), (every, nameof(every)), (batchSize, nameof(batchSize)));
        (train, validation) = SplitValidation(train, validation, validationSplit);
        var plan = new TrainingPlan(train, validation, batchSize, iterations, every, true);
        return Run(plan, callbacks, checkpoint, cancellation);
    }

    /// <inheritdoc cref="Fit(Dataset, long, long, int, Dataset?, double, IReadOnlyList{Callback}?, ModelCheckpoint?, CancellationToken)"/>
    public History Fit(
        Dataset train,
        Dataset? validation,
        long iterations,
        long every = 100,
        int batchSize = 128,
        IReadOnlyList<Callback>? callbacks = null,
        ModelCheckpoint? checkpoint = null,
        CancellationToken cancellation = default
    ) => Fit(train, iterations, every, batchSize, validation, 0, callbacks, checkpoint, cancellation);

    private static void RequireImages(Dataset? dataset)
    {
        if (dataset is { Count: 0 })
            throw new ArgumentException($"{dataset.Name} has no images.");
    }

    private static (Dataset Train, Dataset? Validation) SplitValidation(
        Dataset train,
        Dataset? validation,
        double split
    )
    {
        RequireImages(train);
        RequireImages(validation);
        if (split == 0)
            return (train, validation);
        return validation is null
            ? train.Split(split)
            : throw new ArgumentException("Give validation images or a validationSplit, not both.");
    }

    private History Run(
        TrainingPlan plan,
        IReadOnlyList<Callback>? callbacks,
        ModelCheckpoint? checkpoint,
        CancellationToken cancellation
    )
    {
        using var file = checkpoint is null ? null : new CheckpointFile(checkpoint, Model, plan);
        var run = new TrainingRun(this, plan, callbacks ?? [], file);
        History = run.History;
        run.Execute(cancellation == default ? Live.Cancellation() : cancellation);
        return History;
    }

    private static void RequirePositive(params (long Value, string Name)[] numbers)
    {
        if (numbers.Any(number => number.Value <= 0))
            throw new ArgumentException(
                $"{string.Join(" and ", numbers.Select(number => $"{number.Name} ({number.Value})"))} must be greater than zero."
            );
    }

    /// <summary>Loss and accuracy over a dataset, with the model in evaluation mode.</summary>
    /// <exception cref="ArgumentException">There are no images, or the model's outputs are not the classes.</exception>
    public EvaluationResult Evaluate(Dataset dataset)
    {
        RequireImages(dataset);
        var (lossSum, classes) = (0.0, dataset.ClassNames.Count);
        var probabilities = new float[dataset.Count * classes];
        ForEachBatch(
            dataset.Images,
            (start, logits) =>
            {
                if (logits.shape is not [var n, var outputs] || outputs != classes)
                    throw new ArgumentException(
                        $"The model gives [{string.Join(", ", logits.shape)}] but {dataset.Name} has {classes} classes; expected [N, {classes}]."
                    );
                lossSum += Loss.call(logits, dataset.Labels.narrow(0, start, n).On(logits.device)).item<float>() * n;
                Losses
                    .Probabilities(Loss, logits)
                    .On(CPU)
                    .data<float>()
                    .CopyTo(probabilities.AsSpan((int)start * classes));
            }
        );
        return new EvaluationResult(dataset, lossSum / dataset.Count, probabilities);
    }

    /// <summary>The probability of each class for each image.</summary>
    /// <param name="images">[N, 1, 28, 28].</param>
    /// <returns>[N, classes]; every row adds up to 1, unless the loss treats each class as an independent yes or no.</returns>
    public Tensor Predict(Tensor images)
    {
        var parts = new List<Tensor>();
        ForEachBatch(
            images,
            (_, logits) => parts.Add(Losses.Probabilities(Loss, logits).On(CPU).MoveToOuterDisposeScope())
        );
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
        var training = Model.training;
        Model.eval();
        var device = ModelDevice.Of(Model);
        try
        {
            using var off = no_grad();
            for (long start = 0; start < images.shape[0]; start += EvaluationBatch)
            {
                using var scope = NewDisposeScope();
                var batch = images.narrow(0, start, Math.Min(EvaluationBatch, images.shape[0] - start));
                visit(start, Model.call(batch.On(device)));
            }
        }
        finally
        {
            Model.train(training);
        }
    }
}
