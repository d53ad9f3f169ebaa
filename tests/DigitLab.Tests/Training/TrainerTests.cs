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
        var model = LeNet5.WithRelu();
        var trainer = new Trainer(model, optim.Adam(model.parameters(), 2e-3));
        var (train, validation) = ToyDigits.Make(600, 1).Split(100, seed: 5);

        var history = trainer.Fit(train, epochs: 6, batchSize: 32, validation);

        history.Epochs.Select(epoch => epoch.Number).ShouldBe([1, 2, 3, 4, 5, 6]);
        history.Last.Loss.ShouldBeLessThan(history.Epochs[0].Loss);
        history.Last.ValidationAccuracy.ShouldBeGreaterThan(0.9);
        history.Last.LearningRate.ShouldBe(2e-3);
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
}
