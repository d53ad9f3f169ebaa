using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// The perceptron with one hidden layer of the perceptron sheet: every pixel to every hidden neuron, a sigmoid, every hidden
/// neuron to every class. From images [N, 1, 28, 28] to logits [N, 10]; the softmax is part of the loss.
/// <see cref="ScratchPerceptron"/> is the same network on bare arrays.
/// </summary>
public static class Perceptron
{
    /// <param name="hidden">Hidden neurons: 20 gives 15,910 parameters, 50 gives 39,760.</param>
    public static Sequential Create(int hidden = 20) =>
        Sequential(
            ("flatten", Flatten()), //             28x28 -> 784 numbers
            ("fc1", Linear(784, hidden)),
            ("sigmoid", Sigmoid()),
            ("fc2", Linear(hidden, 10)) //               -> 10 logits
        );

    /// <summary>How many parameters it has: a weight for each connection, a bias for each neuron.</summary>
    public static long Parameters(int hidden) => 784L * hidden + hidden + hidden * 10L + 10;
}
