using DigitLab.Models;
using DigitLab.Summaries;
using static TorchSharp.torch;

namespace DigitLab.Tests.Summaries;

public class ModelActivityTests
{
    [Fact]
    public void Units_that_never_answer_are_dead()
    {
        manual_seed(1);
        var model = nn.Sequential(
            ("conv1", nn.Conv2d(1, 4, 3)),
            ("relu1", nn.ReLU()),
            ("flatten", nn.Flatten()),
            ("dropout", nn.Dropout(0.5)),
            ("fc1", nn.Linear(4 * 26 * 26, 3)),
            ("sigmoid1", nn.Sigmoid())
        );
        using (no_grad())
        {
            // Far below zero for every image: planes 1 and 3 are dead, neuron 2 sits at the sigmoid's floor.
            model.get_parameter("conv1.bias")!.copy_(tensor(new[] { 50f, -50, 50, -50 }));
            model.get_parameter("fc1.bias")!.copy_(tensor(new[] { 0f, 0, -1000 }));
            model.get_parameter("fc1.weight")!.zero_();
        }
        var activity = model.Activity(rand(20, 1, 28, 28));

        activity.Layers.Select(layer => layer.Name).ShouldBe(["relu1", "sigmoid1"]);
        activity.Layers[0].ShouldBe(new LayerActivity("relu1", "ReLU", 4, Dead: 2, Zeros: 0.5, Saturated: 0));
        activity.Layers[0].DeadShare.ShouldBe(0.5);
        activity.Layers[1].Saturated.ShouldBe(1.0 / 3, 1e-12);
        activity
            .ToString()
            .ReplaceLineEndings("\n")
            .ShouldBe(
                """
                Layer     Kind     Units  Dead  Zeros  Saturated
                ------------------------------------------------
                relu1     ReLU         4     2  50.0%
                sigmoid1  Sigmoid      3     1  33.3%      33.3%

                """.ReplaceLineEndings("\n")
            );
        model.training.ShouldBeTrue();
    }

    [Fact]
    public void Only_activation_layers_are_told_of() =>
        LeNet5
            .WithRelu()
            .Activity(rand(5, 1, 28, 28))
            .Layers.Select(layer => layer.Name)
            .ShouldBe(["relu1", "relu2", "relu3", "relu4"]);
}
