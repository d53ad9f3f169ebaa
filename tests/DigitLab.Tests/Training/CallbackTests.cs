using DigitLab.Models;
using DigitLab.Tests.Data;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Tests.Training;

public class CallbackTests
{
    private static Trainer MakeTrainer(double learningRate = 0.5)
    {
        manual_seed(1);
        var model = Perceptron.Create(8);
        return new Trainer(model, optim.SGD(model.parameters(), learningRate)) { Verbose = false };
    }

    private static float[] Weights(Trainer trainer) => trainer.Model.parameters().First().data<float>().ToArray();

    /// <summary>Calls an action after each epoch.</summary>
    private sealed class AfterEpoch(Action<TrainingRun> action) : Callback
    {
        public override void OnEpochEnd(TrainingRun run) => action(run);
    }

    [Fact]
    public void Callbacks_are_called_in_Keras_order()
    {
        var calls = new List<string>();
        MakeTrainer().Fit(ToyDigits.Make(20, 1), epochs: 2, batchSize: 10, callbacks: [new Recorder(calls)]);
        calls.ShouldBe([
            "train",
            "epoch 1",
            "batch 1",
            "batch 2",
            "/epoch 1",
            "epoch 2",
            "batch 3",
            "batch 4",
            "/epoch 2",
            "/train",
        ]);
    }

    private sealed class Recorder(List<string> calls) : Callback
    {
        public override void OnTrainBegin(TrainingRun run) => calls.Add("train");

        public override void OnEpochBegin(TrainingRun run) => calls.Add($"epoch {run.Epoch}");

        public override void OnBatchEnd(TrainingRun run) => calls.Add($"batch {run.Iteration}");

        public override void OnEpochEnd(TrainingRun run) => calls.Add($"/epoch {run.History.Last.Number}");

        public override void OnTrainEnd(TrainingRun run) => calls.Add("/train");
    }

    [Fact]
    public void Early_stopping_waits_and_goes_back_to_the_best_weights()
    {
        var trainer = MakeTrainer();
        var (train, validation) = ToyDigits.Make(120, 1).Split(40);
        var best = new List<float[]>();
        var stopping = new EarlyStopping(patience: 2);
        // From the third epoch on the steps are far too long: the validation loss rises.
        var spoil = new LearningRateScheduler((epoch, rate) => epoch == 3 ? 30 : rate);
        var keep = new AfterEpoch(_ => best.Add(Weights(trainer)));

        var history = trainer.Fit(train, 50, 20, validation, callbacks: [spoil, keep, stopping]);

        stopping.Stopped.ShouldBeTrue();
        stopping.BestEpoch.ShouldBe(history.Best().Number);
        history.Epochs.Count.ShouldBe(stopping.BestEpoch + 2);
        Weights(trainer).ShouldBe(best[stopping.BestEpoch - 1]);
        trainer.Evaluate(validation).Loss.ShouldBe(history.Best().ValidationLoss, 1e-6);
    }

    [Fact]
    public void Watching_validation_images_that_are_not_there_is_refused() =>
        Should
            .Throw<ArgumentException>(() =>
                MakeTrainer().Fit(ToyDigits.Make(20, 1), 1, callbacks: [new EarlyStopping()])
            )
            .Message.ShouldContain("validationSplit");

    [Fact]
    public void The_learning_rate_follows_its_schedule()
    {
        var history = MakeTrainer(0.4)
            .Fit(
                ToyDigits.Make(20, 1),
                3,
                callbacks: [new LearningRateScheduler((epoch, rate) => epoch == 1 ? rate : rate / 2)]
            );
        history.Epochs.Select(epoch => epoch.LearningRate).ShouldBe([0.4, 0.2, 0.1]);
    }

    [Fact]
    public void The_chart_is_drawn_anew_after_each_epoch()
    {
        var (before, shown) = (Live.Display, new List<string>());
        try
        {
            Live.Display = first =>
            {
                shown.Add(first.ToString()!);
                return next => shown.Add(next.ToString()!);
            };
            MakeTrainer().Fit(ToyDigits.Make(20, 1), 3, callbacks: [new LiveChart()]);
        }
        finally
        {
            Live.Display = before;
        }
        shown[0].ShouldContain("loss");
        shown.Count.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Stopping_ends_after_the_epoch_at_hand() =>
        MakeTrainer()
            .Fit(ToyDigits.Make(20, 1), 9, callbacks: [new AfterEpoch(run => run.StopTraining = run.Epoch > 2)])
            .Epochs.Count.ShouldBe(2);
}
