using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// The network of Oxford's practical 3: large windows of 12x12 first, two dense layers last. 1,103,539 parameters, nearly all
/// of them in the first dense layer. From images [N, 1, 28, 28] to logits [N, 10].
/// </summary>
public static class Practical3
{
    /// <summary>Its trainable numbers.</summary>
    public const long Parameters = 1_103_539;

    /// <summary>With the sheet's start (<see cref="WeightInitialization.Gaussian{T}"/>: variance 0.0025, bias 0.1).</summary>
    /// <param name="dropout">The share of the hidden neurons that sits out each training step.</param>
    public static Sequential Create(double dropout = 0.2) =>
        Sequential(
                ("conv1", Conv2d(1, 25, 12, stride: 2)), //  28x28 -> 25 planes of 9x9
                ("relu1", ReLU()),
                ("conv2", Conv2d(25, 64, 5, padding: 2)), //       -> 64 planes of 9x9
                ("relu2", ReLU()),
                ("pool2", MaxPool2d(2)), //                        -> 64 planes of 4x4
                ("flatten", Flatten()), //                         -> 1,024 numbers
                ("fc1", Linear(1024, 1024)),
                ("relu3", ReLU()),
                ("dropout", Dropout(dropout)),
                ("fc2", Linear(1024, 10)) //                       -> 10 logits
            )
            .Gaussian(variance: 0.0025, bias: 0.1);
}
