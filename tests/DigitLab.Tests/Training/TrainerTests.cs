using DigitLab.Models;
using DigitLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Tests.Training;

public class TrainerTests
{
    [Fact]
    public void Fit_learns_and_tells_of_every_epoch()
    {
        manual_seed(3);
        var model = Perceptron.Create(16);
        var trainer = new Trainer(model, optim.Adam(model.parameters(), 1e-2));
        var (train, validation) = ToyDigits.Make(600, 1).Split(100, seed: 5);

        var history = trainer.Fit(train, epochs: 6, batchSize: 32, validation);

        history.Epochs.Select(epoch => epoch.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
        history.Last.Loss.ShouldBeLessThan(history.Epochs[0].Loss);
        history.Last.ValidationAccuracy.ShouldBeGreaterThan(0.9);
        history.Last.LearningRate.ShouldBe(1e-2);
        history.HasValidation.ShouldBeTrue();
        history.LossChart().ToSvg().ShouldContain("validation");
    }

    [Fact]
    public void The_same_seed_gives_the_same_history_and_weights()
    {
        (double, float[]) Run()
        {
            manual_seed(7);
            var model = LeNet5.WithTanh();
            var history = new Trainer(model, optim.Adam(model.parameters())).Fit(
                ToyDigits.Make(200, 2),
                epochs: 2,
                batchSize: 64
            );
            return (history.Last.Loss, model.parameters().First().data<float>().ToArray());
        }

        var (firstLoss, firstWeights) = Run();
        var (secondLoss, secondWeights) = Run();
        secondLoss.ShouldBe(firstLoss);
        secondWeights.ShouldBe(firstWeights);
    }

    [Fact]
    public void The_loss_of_an_epoch_is_the_mean_over_its_images_though_the_last_batch_is_smaller()
    {
        manual_seed(1);
        var model = LeNet5.WithRelu();
        var data = ToyDigits.Make(70, 4);
        var history = new Trainer(model, optim.SGD(model.parameters(), 0)).Fit(data, epochs: 1, batchSize: 32);
        using var off = no_grad();
        double expected = nn.functional.cross_entropy(model.call(data.Images), data.Labels).item<float>();
        history.Last.Loss.ShouldBe(expected, 1e-5);
    }

    [Fact]
    public void Evaluate_counts_what_Predict_says_and_leaves_the_mode_alone()
    {
        manual_seed(2);
        var model = LeNet5.WithRelu();
        var trainer = new Trainer(model, optim.Adam(model.parameters()));
        var data = ToyDigits.Make(1203, 9, synthetic: true);

        var result = trainer.Evaluate(data);
        var probabilities = trainer.Predict(data.Images);

        model.training.ShouldBeTrue();
        probabilities.shape.ShouldBe([1203, 10]);
        probabilities.sum(1).sub(1).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        var classes = trainer.PredictClasses(data.Images).data<long>().ToArray();
        result.Predicted.ShouldBe(classes);
        result.Correct.ShouldBe(classes.Zip(data.Labels.data<long>()).Count(pair => pair.First == pair.Second));
        result.AccuracyText.ShouldEndWith("on synthetic digits");
    }

    [Fact]
    public void A_diverging_loss_names_the_learning_rate()
    {
        manual_seed(2);
        var model = LeNet5.WithRelu();
        var data = ToyDigits.Make(64, 9);
        var trainer = new Trainer(model, optim.SGD(model.parameters(), 1e12));
        var error = Should.Throw<DivergenceException>(() => trainer.Fit(data, epochs: 20, batchSize: 16));
        error.Message.ShouldContain("learning rate");
    }

    [Fact]
    public void Cancelling_stops_before_the_next_step()
    {
        var model = LeNet5.WithRelu();
        var before = model.parameters().First().data<float>().ToArray();
        var trainer = new Trainer(model, optim.Adam(model.parameters()));
        Should.Throw<OperationCanceledException>(() =>
            trainer.Fit(ToyDigits.Make(64, 9), epochs: 1, cancellation: new CancellationToken(true))
        );
        model.parameters().First().data<float>().ToArray().ShouldBe(before);
    }

    [Fact]
    public void Interrupting_the_cell_stops_training_too()
    {
        var before = Live.Cancellation;
        try
        {
            Live.Cancellation = () => new CancellationToken(true);
            var model = LeNet5.WithRelu();
            var trainer = new Trainer(model, optim.Adam(model.parameters()));
            Should.Throw<OperationCanceledException>(() => trainer.Fit(ToyDigits.Make(64, 9), epochs: 1));
        }
        finally
        {
            Live.Cancellation = before;
        }
    }

    [Fact]
    public void Progress_is_shown_in_one_place_and_ends_with_the_result()
    {
        var before = Live.Display;
        var shown = new List<string>();
        try
        {
            Live.Display = first =>
            {
                shown.Add(first.ToString()!);
                return next => shown.Add(next.ToString()!);
            };
            var model = LeNet5.WithRelu();
            new Trainer(model, optim.Adam(model.parameters())).Fit(ToyDigits.Make(64, 9), epochs: 2, batchSize: 16);
        }
        finally
        {
            Live.Display = before;
        }
        shown[^1].ShouldStartWith("Trained 2 epochs in");
        shown[^1].ShouldContain("epoch 2: loss");
    }

    [Theory]
    [InlineData(0, 32)]
    [InlineData(1, 0)]
    public void Senseless_numbers_are_refused(int epochs, int batchSize)
    {
        var model = LeNet5.WithRelu();
        var trainer = new Trainer(model, optim.Adam(model.parameters()));
        Should
            .Throw<ArgumentException>(() => trainer.Fit(ToyDigits.Make(64, 9), epochs, batchSize))
            .Message.ShouldContain("greater than zero");
    }

    [Fact]
    public void Iterations_are_counted_over_epochs_and_measured_every_so_often()
    {
        manual_seed(4);
        var model = Perceptron.Create(8);
        var trainer = new Trainer(model, optim.Adam(model.parameters()));
        var (train, validation) = ToyDigits.Make(70, 1).Split(20);

        var history = trainer.Fit(train, iterations: 25, every: 10, batchSize: 16, validation);

        history.CountsIterations.ShouldBeTrue();
        history.Epochs.Select(epoch => epoch.Iteration).ShouldBe([10, 20, 25]);
        history.IterationLosses.Count.ShouldBe(25);
        history.IterationLosses.Take(10).Average().ShouldBe((float)history.Epochs[0].Loss, 0.1f);
        history.ToString().ShouldContain("iteration 25: loss");
        history.LossChart().ToSvg().ShouldContain("iteration");
    }

    [Fact]
    public void A_split_keeps_images_out_of_training_to_validate_on()
    {
        manual_seed(4);
        var model = Perceptron.Create(8);
        var trainer = new Trainer(model, optim.Adam(model.parameters()));
        var data = ToyDigits.Make(100, 1);
        var history = trainer.Fit(data, epochs: 1, batchSize: 10, validationSplit: 0.2);
        history.HasValidation.ShouldBeTrue();
        history.IterationLosses.Count.ShouldBe(8);
        trainer.History.ShouldBe(history);
        Should.Throw<ArgumentException>(() => trainer.Fit(data, 1, 10, data, validationSplit: 0.2));
    }

    [Fact]
    public void Each_image_comes_once_in_a_pass_and_passes_differ()
    {
        manual_seed(1);
        using var order = new RandomBatchSampler(count: 50, batchSize: 16);
        long[] Pass() => [.. Enumerable.Range(0, 4).SelectMany(_ => order.Next().data<long>().ToArray())];
        var (first, second) = (Pass(), Pass());
        first.Order().ShouldBe(Enumerable.Range(0, 50).Select(i => (long)i));
        second.Order().ShouldBe(first.Order());
        first.SequenceEqual(second).ShouldBeFalse();
    }

    [Fact]
    public void A_loss_that_grows_a_thousandfold_is_called_divergence()
    {
        var model = Perceptron.Create(4);
        var trainer = new Trainer(model, optim.SGD(model.parameters(), 1e5));
        Should.Throw<DivergenceException>(() => trainer.Fit(ToyDigits.Make(64, 9), epochs: 20, batchSize: 16));
        trainer.History!.IterationLosses.ShouldAllBe(loss => float.IsFinite(loss));
    }

    [Fact]
    public void An_interrupt_leaves_the_model_as_after_the_last_whole_step()
    {
        manual_seed(1);
        var model = Perceptron.Create(8);
        var trainer = new Trainer(model, optim.SGD(model.parameters(), 0.1));
        using var stop = new CancellationTokenSource();
        float[] kept = [];
        var watch = new Watch(run =>
        {
            if (run.Iteration != 3)
                return;
            kept = model.parameters().First().data<float>().ToArray();
            stop.Cancel();
        });
        Should.Throw<OperationCanceledException>(() =>
            trainer.Fit(ToyDigits.Make(64, 9), 2, 8, callbacks: [watch], cancellation: stop.Token)
        );
        model.parameters().First().data<float>().ToArray().ShouldBe(kept);
        trainer.History!.IterationLosses.Count.ShouldBe(3);
    }

    private sealed class Watch(Action<TrainingRun> action) : Callback
    {
        public override void OnBatchEnd(TrainingRun run) => action(run);
    }

    [Fact]
    public void Outputs_that_are_not_the_classes_are_named()
    {
        var model = nn.Sequential(nn.Flatten(), nn.Linear(784, 7));
        var trainer = new Trainer(model, optim.SGD(model.parameters(), 0.1));
        Should.Throw<ArgumentException>(() => trainer.Evaluate(ToyDigits.Make(10, 1))).Message.ShouldContain("[10, 7]");
    }
}
