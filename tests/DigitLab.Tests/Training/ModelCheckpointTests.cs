using DigitLab.Data;
using DigitLab.Models;
using DigitLab.Tests.Data;
using DigitLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Tests.Training;

public class ModelCheckpointTests
{
    private static readonly (Dataset Train, Dataset Validation) Digits = ToyDigits.Make(150, 1).Split(50);

    /// <summary>A training with everything that has a state: momenta, a schedule, dropout, shuffles, early stopping.</summary>
    private sealed class Lab
    {
        private readonly Callback[] callbacks;
        private readonly ModelCheckpoint? checkpoint;

        public Lab(string? path, Func<optim.Optimizer, LearningRateScheduler> schedule)
        {
            manual_seed(5);
            Model = nn.Sequential(nn.Flatten(), nn.Linear(784, 12), nn.ReLU(), nn.Dropout(0.3), nn.Linear(12, 10));
            Optimizer = optim.Adam(Model.parameters(), 0.01);
            callbacks = [schedule(Optimizer), new EarlyStopping(Metric.ValidationAccuracy, patience: 3)];
            checkpoint = path is null ? null : new ModelCheckpoint(path);
        }

        public TorchSharp.Modules.Sequential Model { get; }

        private optim.Optimizer Optimizer { get; }

        public float[] Weights => [.. Model.parameters().SelectMany(p => p.data<float>().ToArray())];

        public History Fit(int stopAt = int.MaxValue, bool iterations = false)
        {
            using var stop = new CancellationTokenSource();
            var trainer = new Trainer(Model, Optimizer) { Verbose = false };
            Callback[] all = [.. callbacks, new StopAt(stopAt, stop)];
            return iterations
                ? trainer.Fit(
                    Digits.Train,
                    50,
                    every: 5,
                    16,
                    Digits.Validation,
                    callbacks: all,
                    checkpoint: checkpoint,
                    cancellation: stop.Token
                )
                : trainer.Fit(
                    Digits.Train,
                    8,
                    16,
                    Digits.Validation,
                    callbacks: all,
                    checkpoint: checkpoint,
                    cancellation: stop.Token
                );
        }
    }

    private sealed class StopAt(int iteration, CancellationTokenSource stop) : Callback
    {
        public override void OnBatchEnd(TrainingRun run)
        {
            if (run.Iteration == iteration)
                stop.Cancel();
        }
    }

    private static LearningRateScheduler Cosine(optim.Optimizer optimizer) =>
        new(optim.lr_scheduler.CosineAnnealingLR(optimizer, 8));

    private static LearningRateScheduler OneCycle(optim.Optimizer optimizer) =>
        new(optim.lr_scheduler.OneCycleLR(optimizer, 0.02, total_steps: 8 * 7));

    private static LearningRateScheduler Plateau(optim.Optimizer optimizer) =>
        new(optim.lr_scheduler.ReduceLROnPlateau(optimizer, patience: 0));

    private static LearningRateScheduler Function(optim.Optimizer optimizer) => new((_, rate) => 0.9 * rate);

    public static TheoryData<Func<optim.Optimizer, LearningRateScheduler>, bool> Schedules =>
        new()
        {
            { Cosine, false },
            { OneCycle, false },
            { Plateau, false },
            { Function, false },
            { OneCycle, true },
        };

    [Theory]
    [MemberData(nameof(Schedules))]
    public void A_resumed_training_ends_with_the_bits_of_one_that_was_never_interrupted(
        Func<optim.Optimizer, LearningRateScheduler> schedule,
        bool iterations
    )
    {
        using var folder = new TemporaryFolder();
        var whole = new Lab(null, schedule);
        var expected = whole.Fit(iterations: iterations);

        // Interrupted in the middle of an epoch, twice; everything is made anew each time, as after a crash.
        foreach (var stopAt in new[] { 17, 31 })
            Should.Throw<OperationCanceledException>(() =>
                new Lab(folder["run.ckpt"], schedule).Fit(stopAt, iterations)
            );
        var resumed = new Lab(folder["run.ckpt"], schedule);
        var history = resumed.Fit(iterations: iterations);

        resumed.Weights.ShouldBe(whole.Weights);
        history
            .Epochs.Select(e => e with { Time = default })
            .ShouldBe(expected.Epochs.Select(e => e with { Time = default }));
        history.IterationLosses.ShouldBe(expected.IterationLosses);
    }

    [Fact]
    public void A_finished_training_is_not_run_again_and_its_weights_load_as_a_model()
    {
        using var folder = new TemporaryFolder();
        var path = folder["models/run.ckpt"];
        var first = new Lab(path, Cosine);
        var history = first.Fit();
        var again = new Lab(path, Cosine);
        again.Fit(stopAt: 1).Epochs.Count.ShouldBe(history.Epochs.Count);
        again.Weights.ShouldBe(first.Weights);

        Directory.GetFiles(folder["models"]).ShouldBe([path]);
        var loaded = new Lab(null, Cosine);
        loaded.Model.load(path);
        new Trainer(loaded.Model, optim.SGD(loaded.Model.parameters(), 1))
            .Evaluate(Digits.Validation)
            .Accuracy.ShouldBe(history.Last.ValidationAccuracy);
    }

    [Fact]
    public void The_best_alone_is_kept_where_that_is_asked_for()
    {
        using var folder = new TemporaryFolder();
        manual_seed(2);
        var model = Perceptron.Create(8);
        var trainer = new Trainer(model, optim.SGD(model.parameters(), 0.5)) { Verbose = false };
        var spoil = new LearningRateScheduler((epoch, rate) => epoch == 3 ? 30 : rate);
        var checkpoint = new ModelCheckpoint(folder["best.ckpt"], best: Metric.ValidationLoss);
        var history = trainer.Fit(Digits.Train, 6, 16, Digits.Validation, callbacks: [spoil], checkpoint: checkpoint);

        model.load(folder["best.ckpt"]);
        trainer.Evaluate(Digits.Validation).Loss.ShouldBe(history.Best().ValidationLoss, 1e-6);
        history.Best().ShouldNotBe(history.Last);
    }

    /// <summary>Starts a second training on the same checkpoint in the middle of the first.</summary>
    private sealed class Intruder(string path) : Callback
    {
        public IOException? Refusal { get; private set; }

        public override void OnEpochBegin(TrainingRun run)
        {
            if (run.Epoch == 2)
                Refusal = Should.Throw<IOException>(() => new Lab(path, Cosine).Fit());
        }
    }

    [Fact]
    public void Two_trainings_do_not_share_a_checkpoint()
    {
        using var folder = new TemporaryFolder();
        var path = folder["run.ckpt"];
        var model = Perceptron.Create(8);
        var trainer = new Trainer(model, optim.SGD(model.parameters(), 0.5)) { Verbose = false };
        var intruder = new Intruder(path);
        trainer
            .Fit(Digits.Train, 3, 16, callbacks: [intruder], checkpoint: new ModelCheckpoint(path))
            .Epochs.Count.ShouldBe(3);

        intruder.Refusal!.Message.ShouldStartWith(path);
        intruder.Refusal.Message.ShouldContain($"process {Environment.ProcessId} on {Environment.MachineName}");
        Directory.GetFiles(Path.GetDirectoryName(path)!).ShouldBe([path]);
    }

    [Fact]
    public void A_checkpoint_is_free_again_after_an_error()
    {
        using var folder = new TemporaryFolder();
        var path = folder["run.ckpt"];
        Should.Throw<OperationCanceledException>(() => new Lab(path, Cosine).Fit(stopAt: 12));
        File.Exists(path + ".lock").ShouldBeFalse();
        new Lab(path, Cosine).Fit();
    }

    [Fact]
    public void A_damaged_checkpoint_is_refused_by_name_and_leaves_the_model_alone()
    {
        using var folder = new TemporaryFolder();
        var path = folder["run.ckpt"];
        new Lab(path, Cosine).Fit();
        var whole = File.ReadAllBytes(path);
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bytes = (byte[])whole.Clone();
            if (i % 10 == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            else
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, bytes);
            var lab = new Lab(path, Cosine);
            var before = lab.Weights;
            Should.Throw<InvalidDataException>(() => lab.Fit()).Message.ShouldStartWith(path);
            lab.Weights.ShouldBe(before);
        }
    }

    [Fact]
    public void A_checkpoint_of_something_else_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        var path = folder["run.ckpt"];
        new Lab(path, Cosine).Fit();
        var bytes = File.ReadAllBytes(path);

        File.WriteAllBytes(path, bytes[..^100]);
        Should.Throw<InvalidDataException>(() => new Lab(path, Cosine).Fit()).Message.ShouldStartWith(path);
        File.WriteAllBytes(path, [1, 2, 3]);
        Should.Throw<InvalidDataException>(() => new Lab(path, Cosine).Fit()).Message.ShouldStartWith(path);

        File.WriteAllBytes(path, bytes);
        var model = Perceptron.Create(3);
        var other = new Trainer(model, optim.Adam(model.parameters())) { Verbose = false };
        Should
            .Throw<InvalidDataException>(() => other.Fit(Digits.Train, 1, checkpoint: new ModelCheckpoint(path)))
            .Message.ShouldContain("Delete it");
        Should
            .Throw<InvalidDataException>(() => new Lab(path, Cosine).Fit(iterations: true))
            .Message.ShouldContain("7 steps in an epoch");
        new Lab(path, Cosine).Fit(stopAt: 1).Epochs.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_kill_while_a_checkpoint_is_written_leaves_the_one_before()
    {
        using var folder = new TemporaryFolder();
        var path = folder["run.ckpt"];
        var half = folder.Path;
        for (var i = 0; i < 2; i++)
        {
            using var child = ChildProcess.Run(
                typeof(ModelCheckpointTests),
                nameof(Large_checkpoints),
                ("CHECKPOINT", path)
            );
            // Nearly all of the time goes into writing: killed while a half-written file lies beside the whole one.
            child.KillWhen(() => File.Exists(path) && Directory.GetFiles(half, "*.tmp").Length > 0);
            File.Exists(path).ShouldBeTrue();
            var (trainer, checkpoint) = Large(path);
            var history = trainer.Fit(Digits.Train.Take(4), epochs: 1, batchSize: 4, checkpoint: checkpoint);
            history.Epochs.Count.ShouldBeGreaterThan(0);
            history.Epochs.Select(epoch => epoch.Number).ShouldBe(Enumerable.Range(1, history.Epochs.Count));
            Directory.GetFiles(half).ShouldBe([path]);
        }
    }

    private static (Trainer, ModelCheckpoint) Large(string path)
    {
        var model = nn.Sequential(nn.Flatten(), nn.Linear(784, 1000), nn.ReLU(), nn.Linear(1000, 10));
        return (new Trainer(model, optim.Adam(model.parameters())) { Verbose = false }, new ModelCheckpoint(path));
    }

    /// <summary>What the killed process does.</summary>
    [Fact(Explicit = true)]
    public void Large_checkpoints()
    {
        var (trainer, checkpoint) = Large(ChildProcess.Argument("CHECKPOINT"));
        trainer.Fit(Digits.Train.Take(4), epochs: 100_000, batchSize: 4, checkpoint: checkpoint);
    }
}
