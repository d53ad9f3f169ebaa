using System.Diagnostics;
using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Training;

/// <summary>A training run in progress: what callbacks see of it and may change.</summary>
public sealed class TrainingRun
{
    private readonly Trainer trainer;
    private readonly TrainingPlan plan;
    private readonly CheckpointFile? checkpoint;
    private readonly Stopwatch clock = new();
    private readonly Device device;

    internal TrainingRun(
        Trainer trainer,
        TrainingPlan plan,
        IReadOnlyList<Callback> callbacks,
        CheckpointFile? checkpoint
    )
    {
        (this.trainer, this.plan, this.checkpoint, Callbacks) = (trainer, plan, checkpoint, callbacks);
        device = ModelDevice.Of(trainer.Model);
        History = checkpoint?.Saved?.History ?? new History(Losses.NameOf(trainer.Loss), plan.CountsIterations);
        Iteration = ResumedIterations = checkpoint?.Saved?.Iteration ?? 0;
        Order = new RandomBatchSampler(plan.Train.Count, plan.BatchSize);
    }

    /// <summary>The model as it is now.</summary>
    public nn.Module<Tensor, Tensor> Model => trainer.Model;

    /// <summary>Updates the model.</summary>
    public optim.Optimizer Optimizer => trainer.Optimizer;

    /// <summary>The results of the finished epochs.</summary>
    public History History { get; }

    /// <summary>The current epoch, counted from 1.</summary>
    public int Epoch => History.Epochs.Count + 1;

    /// <summary>The planned number of epochs.</summary>
    public int Epochs => (int)((Iterations + StepsPerEpoch - 1) / StepsPerEpoch);

    /// <summary>Steps of the optimizer so far.</summary>
    public long Iteration { get; private set; }

    /// <summary>The planned number of steps.</summary>
    public long Iterations => plan.Iterations;

    /// <summary>Steps in an epoch; the last may have fewer.</summary>
    public long StepsPerEpoch => plan.StepsPerEpoch;

    /// <summary>The loss of the last batch.</summary>
    public double BatchLoss { get; private set; } = double.NaN;

    /// <summary>Set it to end the training after the current epoch (Keras's <c>model.stop_training</c>).</summary>
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

    /// <summary>Steps that were done before the training was resumed.</summary>
    internal long ResumedIterations { get; }

    /// <inheritdoc cref="TrainingPlan.Setting"/>
    internal string Setting => plan.Setting;

    internal RandomBatchSampler Order { get; }

    internal IReadOnlyList<Callback> Callbacks { get; }

    /// <summary>Throws if a callback watches a validation metric and there are no validation images.</summary>
    internal void Require(Metric metric, string callback)
    {
        if (metric.NeedsValidation() && plan.Validation is null)
            throw new ArgumentException(
                $"{callback} watches the {metric.Name()}, but there are no validation images: give Fit a validation set or a validationSplit."
            );
    }

    private static void RequireLearningRate(double rate)
    {
        if (!double.IsFinite(rate) || rate < 0)
            throw new ArgumentException($"The learning rate is {rate}; expected a number such as 0.001.");
    }

    /// <summary>Nothing is trained if the model was recreated but not its optimizer, or if layers are not registered.</summary>
    private void RequireOptimizerOfModel()
    {
        var parameters = Model.parameters().ToHashSet<object>(ReferenceEqualityComparer.Instance);
        if (parameters.Count == 0)
            throw new ArgumentException($"There is nothing to train: {Torch.UnregisteredLayers.Explain(Model)}.");
        if (!Optimizer.parameters().Any(parameters.Contains))
            throw new ArgumentException(
                "The optimizer holds no parameter of this model: it was made for another one. Create it after the model, "
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
            if (checkpoint?.Best is { } metric)
                Require(metric, nameof(ModelCheckpoint));
            Call(callback => callback.OnTrainBegin(this));
            checkpoint?.Restore(this);
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
            foreach (var callback in Callbacks)
                callback.OnBatchEnd(this);
            stepDone();
        }
        var measured = plan.Validation is null ? null : trainer.Evaluate(plan.Validation);
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
        checkpoint?.Save(this);
    }

    /// <summary>One step of the optimizer.</summary>
    /// <returns>How many images of the batch were classified correctly before it.</returns>
    private long Step(Tensor positions)
    {
        var (images, labels) = plan.Train.Batch(positions);
        (images, labels) = (images.On(device), labels.On(device));
        Optimizer.zero_grad();
        var logits = Model.call(images);
        var loss = trainer.Loss.call(logits, labels);
        var value = loss.item<float>();
        // A thousand times the initial loss: training has diverged.
        if (!(value < 1000 * Math.Max(1, History.IterationLosses.FirstOrDefault())))
            throw new DivergenceException(value, LearningRate);
        loss.backward();
        long correct;
        using (no_grad())
            correct = logits.argmax(1).eq(labels).sum().item<long>();
        try { }
        finally
        {
            // An interrupt may abort this thread anywhere but in a finally block: a step is done completely or not at all.
            Optimizer.step();
            Iteration++;
            BatchLoss = value;
            History.Add(value, (float)correct / labels.shape[0]);
        }
        return correct;
    }

    private void Call(Action<Callback> action)
    {
        foreach (var callback in Callbacks)
            action(callback);
    }
}
