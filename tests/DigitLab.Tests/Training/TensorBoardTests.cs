using DigitLab.Models;
using DigitLab.Tests.Data;
using DigitLab.Torch.Tests.Utils;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Tests.Training;

using TensorBoard = DigitLab.Training.TensorBoard;

public class TensorBoardTests
{
    [Fact]
    public void Every_epoch_is_there_with_its_numbers_and_the_spread_of_the_weights()
    {
        using var folder = new TemporaryFolder();
        manual_seed(1);
        var model = Perceptron.Create(4);
        var trainer = new Trainer(model, optim.Adam(model.parameters(), 0.01)) { Verbose = false };
        var (train, validation) = ToyDigits.Make(60, 1).Split(20);
        var history = trainer.Fit(train, 3, 16, validation, callbacks: [new TensorBoard(folder["runs/adam"])]);

        var events = EventReader.Read(Directory.GetFiles(folder["runs/adam"]).Single());
        float[] Curve(string tag) =>
            [
                .. events
                    .Where(e => e.Tag == tag)
                    .OrderBy(e => e.Step)
                    .Select(e => BitConverter.ToSingle(e.Value.Bytes(2))),
            ];
        events.Select(e => e.Step).Distinct().ShouldBe([1, 2, 3]);
        Curve("loss/training").ShouldBe(history.Epochs.Select(e => (float)e.Loss));
        Curve("loss/validation").ShouldBe(history.Epochs.Select(e => (float)e.ValidationLoss));
        Curve("accuracy/training").ShouldBe(history.Epochs.Select(e => (float)e.Accuracy));
        Curve("accuracy/validation").ShouldBe(history.Epochs.Select(e => (float)e.ValidationAccuracy));
        Curve("learning rate").ShouldBe([0.01f, 0.01f, 0.01f]);
        events.Count(e => e.Tag == "fc1/weight").ShouldBe(3);
        events.Select(e => e.Tag).Distinct().Count().ShouldBe(5 + 4);
    }

    [Fact]
    public void Without_validation_and_histograms_there_is_less()
    {
        using var folder = new TemporaryFolder();
        var model = Perceptron.Create(4);
        var trainer = new Trainer(model, optim.Adam(model.parameters())) { Verbose = false };
        var board = new TensorBoard(folder.Path, histograms: false);
        trainer.Fit(ToyDigits.Make(60, 1), iterations: 5, every: 2, 16, callbacks: [board]);

        var events = EventReader.Read(Directory.GetFiles(folder.Path).Single());
        events.Select(e => e.Tag).Distinct().ShouldBe(["loss/training", "accuracy/training", "learning rate"]);
        events.Select(e => e.Step).Distinct().ShouldBe([2, 4, 5]);
    }
}
