using DigitLab.Data;
using DigitLab.Models;
using DigitLab.Tests.Data;
using DigitLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Tests.Training;

/// <summary>What students get wrong, and what they are told.</summary>
public class BadInputTests
{
    private static readonly Dataset Digits = ToyDigits.Make(40, 1);

    private static Trainer MakeTrainer(double learningRate = 0.1)
    {
        var model = Perceptron.Create(4);
        return new Trainer(model, optim.SGD(model.parameters(), learningRate)) { Verbose = false };
    }

    private static string Refusal<T>(Action action)
        where T : Exception => Should.Throw<T>(action).Message;

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_learning_rate_that_is_no_number(double rate)
    {
        Refusal<ArgumentException>(() => MakeTrainer(rate).Fit(Digits, 1)).ShouldContain("earning rate"); // the optimizer refuses some itself
        Refusal<ArgumentException>(() =>
                MakeTrainer().Fit(Digits, 2, callbacks: [new LearningRateScheduler((_, _) => rate)])
            )
            .ShouldStartWith("The learning rate is ");
    }

    [Fact]
    public void No_images()
    {
        var none = new Dataset("none", zeros(0, 1, 28, 28), zeros([0], int64), Digits.ClassNames);
        Refusal<ArgumentException>(() => MakeTrainer().Fit(none, 1)).ShouldBe("none has no images.");
        Refusal<ArgumentException>(() => MakeTrainer().Fit(Digits, 1, 8, none)).ShouldBe("none has no images.");
        Refusal<ArgumentException>(() => MakeTrainer().Evaluate(none)).ShouldBe("none has no images.");
    }

    [Fact]
    public void A_batch_larger_than_the_dataset_is_the_dataset() =>
        MakeTrainer().Fit(Digits, 3, batchSize: 1000).IterationLosses.Count.ShouldBe(3);

    [Fact]
    public void Images_and_labels_of_another_form()
    {
        var images = zeros(3, 1, 28, 28);
        Dataset Make(Tensor of, Tensor labels) => new("mine", of, labels, Digits.ClassNames);
        Refusal<ArgumentException>(() => Make(images, zeros([3], int32)))
            .ShouldBe("mine: labels are [3] of Int64, one for each image; found [3] of Int32.");
        Refusal<ArgumentException>(() => Make(images, zeros([4], int64))).ShouldContain("found [4] of Int64");
        Refusal<ArgumentException>(() => Make(images, ones([3], int64) * 10))
            .ShouldBe("mine: a label is 10, expected 0 to 9.");
        Refusal<ArgumentException>(() => Make(images.to_type(ScalarType.Byte), zeros([3], int64)))
            .ShouldContain("found [3, 1, 28, 28] of Byte");
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.2)]
    [InlineData(15)]
    [InlineData(double.NaN)]
    public void A_split_that_leaves_nothing(double share) =>
        Refusal<ArgumentException>(() => MakeTrainer().Fit(Digits, 1, validationSplit: share))
            .ShouldContain("lies between 0 and 1, for example 0.15");

    private sealed class Stack : nn.Module<Tensor, Tensor>
    {
        private readonly TorchSharp.Modules.Linear[] layers = [nn.Linear(784, 10)];

        public Stack()
            : base("stack") => RegisterComponents();

        public override Tensor forward(Tensor input) => layers[0].call(input.flatten(1));
    }

    [Fact]
    public void Layers_that_are_not_registered() =>
        Refusal<ArgumentException>(() =>
                new Trainer(new Stack(), optim.Adam(Perceptron.Create(4).parameters())).Fit(Digits, 1)
            )
            .ShouldBe(
                "There is nothing to train: Stack has no parameters: the field 'layers' of Stack holds layers that are not "
                    + "registered; make it a ModuleList (or a ParameterList)."
            );

    [Fact]
    public void An_optimizer_of_another_model()
    {
        var (model, other) = (Perceptron.Create(4), Perceptron.Create(4));
        Refusal<ArgumentException>(() => new Trainer(model, optim.Adam(other.parameters())).Fit(Digits, 1))
            .ShouldContain("optim.Adam(model.parameters())");
    }

    [Fact]
    public void A_checkpoint_of_another_model_leaves_both_alone()
    {
        using var folder = new TemporaryFolder();
        var path = folder["run.ckpt"];
        MakeTrainer().Fit(Digits, 1, checkpoint: new ModelCheckpoint(path));
        var bytes = File.ReadAllBytes(path);

        var model = LeNet5.WithRelu();
        var trainer = new Trainer(model, optim.SGD(model.parameters(), 0.1)) { Verbose = false };
        var message = Refusal<InvalidDataException>(() =>
            trainer.Fit(Digits, 1, checkpoint: new ModelCheckpoint(path))
        );
        message.ShouldStartWith($"{path} is not a checkpoint of this training: ");
        message.ShouldEndWith("Delete it to start over.");
        File.ReadAllBytes(path).ShouldBe(bytes);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_before_the_training()
    {
        using var folder = new TemporaryFolder();
        folder.Write("file");
        var (path, trainer) = (folder["file/run.ckpt"], MakeTrainer());
        Refusal<IOException>(() => trainer.Fit(Digits, 1, checkpoint: new ModelCheckpoint(path)))
            .ShouldContain(folder["file"]);
        trainer.History.ShouldBeNull();
        Refusal<IOException>(() =>
                trainer.Fit(Digits, 1, callbacks: [new DigitLab.Training.TensorBoard(folder["file/run"])])
            )
            .ShouldContain(folder["file"]);
        trainer.History!.IterationLosses.ShouldBeEmpty();
    }

    [Fact]
    public void A_training_that_was_interrupted_can_be_started_again()
    {
        var trainer = MakeTrainer();
        var stopping = new EarlyStopping(Metric.Loss);
        using var stop = new CancellationTokenSource();
        Should.Throw<OperationCanceledException>(() =>
            trainer.Fit(Digits, 100, 8, callbacks: [stopping, new StopAfter(3, stop)], cancellation: stop.Token)
        );
        trainer.History!.Epochs.Count.ShouldBe(3);
        trainer.Model.training.ShouldBeTrue();
        trainer.Fit(Digits, 2, 8, callbacks: [stopping]).Epochs.Count.ShouldBe(2);
        stopping.Stopped.ShouldBeFalse();
    }

    private sealed class StopAfter(int epochs, CancellationTokenSource stop) : Callback
    {
        public override void OnEpochEnd(TrainingRun run)
        {
            if (run.History.Epochs.Count == epochs)
                stop.Cancel();
        }
    }
}
