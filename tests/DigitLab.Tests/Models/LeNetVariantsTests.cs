using DigitLab.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Tests.Models;

public class LeNetVariantsTests
{
    [Theory]
    [InlineData(1, 0, 152_410)] // 156 + 1,176 · 120 + 120 + 10,164 + 850
    [InlineData(2, 0, LeNet5.Parameters)]
    [InlineData(2, 2, 75_986)] // LeNet's and 2 · (84 · 84 + 84)
    [InlineData(3, 0, 114_346)] // 156 + 2,416 + 4,640 + 800 · 120 + 120 + 10,164 + 850
    public void Layers_are_added_and_left_out(int convolutions, int moreDense, long parameters)
    {
        using var scope = NewDisposeScope();
        var model = LeNetVariants.Create(convolutions: convolutions, moreDense: moreDense, early: 0.1, late: 0.5);
        model.parameters().Sum(parameter => parameter.numel()).ShouldBe(parameters);
        model.call(rand(2, 1, 28, 28)).shape.ShouldBe([2, 10]);
        model
            .modules()
            .OfType<Dropout>()
            .Select(layer => layer.p)
            .ShouldBe([0.1, .. Enumerable.Repeat(0.5, 2 + moreDense)]);
    }

    [Fact]
    public void As_it_stands_it_is_LeNet_with_ReLU() =>
        ModelDifference.Hint(LeNetVariants.Create(), LeNet5.WithRelu(), 1, 28, 28).ShouldBeNull();

    [Fact]
    public void The_activation_is_the_one_that_is_given()
    {
        var kinds = LeNetVariants.Create(() => nn.GELU()).modules().Select(layer => layer.GetType().Name).ToArray();
        kinds.Count(kind => kind == nameof(GELU)).ShouldBe(4);
        kinds.ShouldNotContain(nameof(ReLU));
    }

    [Fact]
    public void Other_numbers_of_convolutions_are_refused() =>
        Should
            .Throw<ArgumentException>(() => LeNetVariants.Create(convolutions: 4))
            .Message.ShouldStartWith("There are 1 to 3 convolutions; it was 4.");
}
