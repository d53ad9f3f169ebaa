using System.Diagnostics;
using DigitLab.Data;
using DigitLab.Models;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>A training that is under way: what callbacks see of it and may change.</summary>
public sealed class TrainingRun
{
    private readonly Trainer trainer;
    private readonly Dataset train;
    private readonly Dataset? validation;
    private readonly IReadOnlyList<Callback> callbacks;
    private readonly Stopwatch clock = new();
    private readonly Device device;

    internal TrainingRun(
        Trainer trainer,
        Dataset train,
        Dataset? validation,
        int batchSize,
        long iterations,
        long every,
        bool countsIterations,
        IReadOnlyList<Callback> callbacks
    )
    {
        (this.trainer, this.train, this.validation) = (trainer, train, validation);
        device = ModelDevice.Of(trainer.Model);
        // A checkpoint holds what the others remember: it is written after them, and read after they began.
        this.callbacks = [.. callbacks.OrderBy(callback => callback is ModelCheckpoint)];
        (Iterations, StepsPerEpoch) = (iterations, every);
        History = new History(Losses.NameOf(trainer.Loss), countsIterations);
        Order = new RandomBatchSampler(train.Count, batchSize);
        Setting = $"{train.Name}, {train.Count} images in batches of {batchSize}, {every} steps in an epoch";
    }

    /// <summary>The model as it is now.</summary>
    public nn.Module<Tensor, Tensor> Model => trainer.Model;

    /// <summary>What changes it.</summary>
    public optim.Optimizer Optimizer => trainer.Optimizer;

    /// <summary>What the finished epochs gave.</summary>
    public History History { get; internal set; }

    /// <summary>The epoch at hand, from 1.</summary>
    public int Epoch => History.Epochs.Count + 1;

    /// <summary>How many epochs there are to be.</summary>
    public int Epochs => (int)((Iterations + StepsPerEpoch - 1) / StepsPerEpoch);

    /// <summary>Steps of the optimizer so far.</summary>
    public long Iteration { get; internal set; }

    /// <summary>How many steps there are to be.</summary>
    public long Iterations { get; }

    /// <summary>Steps in an epoch; the last may have fewer.</summary>
    public long StepsPerEpoch { get; }

    /// <summary>The loss of the last batch.</summary>
    public double BatchLoss { get; private set; } = double.NaN;

    /// <summary>Set it to end the training after the epoch at hand (Keras's <c>model.stop_training</c>).</summary>
    public bool StopTraining { get; set; }

    /// <summary>Of the optimizer's first group; setting it sets all groups.</summary>
    public double LearningRate
    {
        get => Optimizer.ParamGroups.First().LearningRate;
        set
        {
            RequireLearningRate(value);
            foreach (var group in Optimizer.ParamGroups)
                group.LearningRate = value;
        }
    }

    private string Stage =>
        History.CountsIterations
            ? $"iteration {Iteration:N0} of {Iterations:N0}"
            : $"epoch {Math.Min(Epoch, Epochs)} of {Epochs}";

    /// <summary>Since the training began.</summary>
    internal TimeSpan Elapsed => clock.Elapsed;

    /// <summary>Steps that an earlier training had done, of which this one is the rest.</summary>
    internal long ResumedIterations { get; set; }

    /// <summary>What a checkpoint must agree with: other images or batches would be another training.</summary>
    internal string Setting { get; }

    internal RandomBatchSampler Order { get; }

    internal IReadOnlyList<Callback> Callbacks => callbacks;

    /// <summary>Says so where a callback watches validation images and there are none.</summary>
    internal void Require(Metric metric, string callback)
    {
        if (metric.NeedsValidation() && validation is null)
            throw new ArgumentException(
                $"{callback} watches the {metric.Name()}, but there are no validation images: give Fit a validation set or a validationSplit."
            );
    }

    private static void RequireLearningRate(double rate)
    {
        if (!double.IsFinite(rate) || rate < 0)
            throw new ArgumentException($"The learning rate is {rate}: a number such as 0.001 is wanted.");
    }

    /// <summary>Whoever makes a model anew and forgets the optimizer trains nothing, nor do layers that are not registered.</summary>
    private void RequireOptimizerOfModel()
    {
        var parameters = Model.parameters().ToHashSet<object>(ReferenceEqualityComparer.Instance);
        if (parameters.Count == 0)
            throw new ArgumentException($"There is nothing to train: {Torch.UnregisteredLayers.Explain(Model)}.");
        if (!Optimizer.parameters().Any(parameters.Contains))
            throw new ArgumentException(
                "The optimizer changes no parameter of this model: it was made for another. Make it after the model, "
                    + "as in optim.Adam(model.parameters())."
            );
    }

    internal void Execute(CancellationToken cancellation)
    {
        RequireLearningRate(LearningRate);
        RequireOptimizerOfModel();
        clock.Start();
        try
        {
            Call(callback => callback.OnTrainBegin(this));
            using var view = trainer.Verbose ? Live.Show(new TrainingProgress(this)) : null;
            var progress = () => (object)new TrainingProgress(this);
            while (Iteration < Iterations && !StopTraining)
            {
                FrontEndStatus.Training(Stage);
                RunEpoch(() => view?.Update(progress), cancellation);
                view?.Update(progress);
            }
            Call(callback => callback.OnTrainEnd(this));
        }
        finally
        {
            FrontEndStatus.Training(null);
            Call(callback => callback.Close());
            Order.Dispose();
        }
    }

    private void RunEpoch(Action stepDone, CancellationToken cancellation)
    {
        var started = clock.Elapsed;
        Call(callback => callback.OnEpochBegin(this));
        Model.train();
        var end = Math.Min(Iteration + StepsPerEpoch, Iterations);
        var (lossSum, correct, seen) = (0.0, 0L, 0L);
        while (Iteration < end)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var positions = Order.Next();
            correct += Step(positions);
            lossSum += BatchLoss * positions.shape[0];
            seen += positions.shape[0];
            foreach (var callback in callbacks)
                callback.OnBatchEnd(this);
            stepDone();
        }
        var measured = validation is null ? null : trainer.Evaluate(validation);
        History.Add(
            new Epoch(
                Epoch,
                lossSum / seen,
                (double)correct / seen,
                measured?.Loss ?? double.NaN,
                measured?.Accuracy ?? double.NaN,
                LearningRate,
                clock.Elapsed - started,
                Iteration
            )
        );
        Call(callback => callback.OnEpochEnd(this));
    }

    /// <summary>One step down the gradient.</summary>
    /// <returns>How many images of the batch were read rightly before it.</returns>
    private long Step(Tensor positions)
    {
        var (images, labels) = train.Batch(positions);
        (images, labels) = (images.On(device), labels.On(device));
        Optimizer.zero_grad();
        var logits = Model.call(images);
        var loss = trainer.Loss.call(logits, labels);
        var value = loss.item<float>();
        // A thousand times the loss of the first guess is no longer learning.
        if (!(value < 1000 * Math.Max(1, History.IterationLosses.FirstOrDefault())))
            throw new DivergenceException(value, LearningRate);
        loss.backward();
        long correct;
        using (no_grad())
            correct = logits.argmax(1).eq(labels).sum().item<long>();
        try { }
        finally
        {
            // An interrupt may abort this thread anywhere but in a finally block: no step is left half done.
            Optimizer.step();
            Iteration++;
            BatchLoss = value;
            History.Add(value, (float)correct / labels.shape[0]);
        }
        return correct;
    }

    private void Call(Action<Callback> action)
    {
        foreach (var callback in callbacks)
            action(callback);
    }
}
