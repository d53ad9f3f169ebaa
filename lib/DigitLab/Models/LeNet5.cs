using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// LeNet-5 (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition", 1998), as labs build
/// it today: 61,706 parameters, from images [N, 1, 28, 28] to logits [N, 10].
/// </summary>
public static class LeNet5
{
    /// <summary>The parameters of either variant.</summary>
    public const long Parameters = 61_706;

    /// <summary>In the manner of 1998: tanh and average pooling.</summary>
    public static Sequential WithTanh() =>
        Sequential(
            ("conv1", Conv2d(1, 6, 5, padding: 2)), // 28x28 -> 6 planes of 28x28
            ("tanh1", Tanh()),
            ("pool1", AvgPool2d(2)), //                  -> 6 planes of 14x14
            ("conv2", Conv2d(6, 16, 5)), //              -> 16 planes of 10x10
            ("tanh2", Tanh()),
            ("pool2", AvgPool2d(2)), //                  -> 16 planes of 5x5
            ("flatten", Flatten()), //                   -> 400 numbers
            ("fc1", Linear(400, 120)),
            ("tanh3", Tanh()),
            ("fc2", Linear(120, 84)),
            ("tanh4", Tanh()),
            ("fc3", Linear(84, 10)) //                   -> 10 logits
        );

    /// <summary>In today's manner: ReLU and max pooling.</summary>
    public static Sequential WithRelu() =>
        Sequential(
            ("conv1", Conv2d(1, 6, 5, padding: 2)),
            ("relu1", ReLU()),
            ("pool1", MaxPool2d(2)),
            ("conv2", Conv2d(6, 16, 5)),
            ("relu2", ReLU()),
            ("pool2", MaxPool2d(2)),
            ("flatten", Flatten()),
            ("fc1", Linear(400, 120)),
            ("relu3", ReLU()),
            ("fc2", Linear(120, 84)),
            ("relu4", ReLU()),
            ("fc3", Linear(84, 10))
        );
}
