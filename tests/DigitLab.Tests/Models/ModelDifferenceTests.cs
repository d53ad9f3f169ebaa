using DigitLab.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Tests.Models;

public class ModelDifferenceTests
{
    private static Sequential Asked() =>
        Sequential(Conv2d(1, 2, 3, padding: 1), ReLU(), MaxPool2d(2), Flatten(), Dropout(0.4), Linear(8, 3));

    private static string? Hint(params Module<Tensor, Tensor>[] layers) =>
        ModelDifference.Hint(Sequential(layers), Asked(), 1, 4, 4);

    [Fact]
    public void The_same_layers_have_no_difference_however_they_are_nested() =>
        Hint(
                Sequential(Conv2d(1, 2, 3, padding: 1), ReLU(), MaxPool2d(2)),
                Sequential(Flatten(), Dropout(0.4), Linear(8, 3))
            )
            .ShouldBeNull();

    public static TheoryData<string, Module<Tensor, Tensor>[]> Others =>
        new()
        {
            {
                "0.weight has the shape [2, 1, 5, 5]",
                [Conv2d(1, 2, 5, padding: 2), ReLU(), MaxPool2d(2), Flatten(), Linear(8, 3)]
            },
            { "It has 2 tensors", [Conv2d(1, 2, 3, padding: 1), ReLU(), MaxPool2d(2), Flatten()] },
            {
                "For 8 images it gives [8, 1, 3]",
                [.. Asked().children().Cast<Module<Tensor, Tensor>>(), Unflatten(1, [1, 3])]
            },
            { "It ends with a softmax", [.. Asked().children().Cast<Module<Tensor, Tensor>>(), Softmax(1)] },
            { "It ends with a softmax", [.. Asked().children().Cast<Module<Tensor, Tensor>>(), LogSoftmax(1)] },
            {
                "Look at the layer 1 (Tanh)",
                [Conv2d(1, 2, 3, padding: 1), Tanh(), MaxPool2d(2), Flatten(), Linear(8, 3)]
            },
            {
                "Look at the layer 2 (AvgPool2d)",
                [Conv2d(1, 2, 3, padding: 1), ReLU(), AvgPool2d(2), Flatten(), Linear(8, 3)]
            },
            { "Nothing is dropped", [Conv2d(1, 2, 3, padding: 1), ReLU(), MaxPool2d(2), Flatten(), Linear(8, 3)] },
            {
                "In training mode it drops something else",
                [Conv2d(1, 2, 3, padding: 1), ReLU(), MaxPool2d(2), Flatten(), Dropout(0.9), Linear(8, 3)]
            },
        };

    [Theory]
    [MemberData(nameof(Others))]
    public void A_difference_is_told_by_a_hint(string words, Module<Tensor, Tensor>[] layers) =>
        Hint(layers).ShouldNotBeNull().ShouldContain(words);

    [Fact]
    public void Nothing_is_no_model() =>
        ModelDifference.Hint(null, Asked(), 1, 4, 4).ShouldBe("It gives null in place of a model.");
}
