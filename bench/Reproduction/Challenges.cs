using DigitLab.Data;
using DigitLab.Experiments;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Bench.Reproduction;

/// <summary>
/// The reference answers to the three challenges of the last lab. Networks, augmentation and epochs were chosen by 10,000
/// validation images; the recipes then train on all 60,000.
/// </summary>
internal static class Challenges
{
    private static readonly Augmentation Varied = new(Shift: 1.5, Rotation: 9, Scale: 0.1, Elastic: 0.6);

    public static readonly IReadOnlyList<Setting> All =
    [
        new(
            "challenges",
            "fastest to 99%",
            "43,426 parameters, 3 epochs of one cycle, batches of 256",
            "at least 99% in a handful of seconds",
            "",
            ["test accuracy", FastestRun.FromProcessStart],
            FastestRun.InItsOwnProcess
        ),
        new(
            "challenges",
            "under 10,000 parameters",
            "9,586 parameters, batch normalisation, 30 epochs of one cycle, batches of 128, images varied",
            "at least 99.4%",
            "",
            ["test accuracy"],
            images => Recipes.OneCycle(images, Small(), epochs: 30, batch: 128, augmentation: Varied)
        ),
        new(
            "challenges",
            "best single network",
            "165,442 parameters, batch normalisation, 16 epochs of one cycle, batches of 128, images varied",
            "at least 99.6%",
            "",
            ["test accuracy"],
            images => Recipes.OneCycle(images, Accurate(), epochs: 16, batch: 128, augmentation: Varied)
        ),
    ];

    /// <summary>The first challenge's recipe.</summary>
    /// <param name="images">All of MNIST.</param>
    /// <param name="trained">Called after the last batch, before the test.</param>
    public static Outcome TrainFast(Images images, Action trained) =>
        Recipes.OneCycle(images, Fast(), epochs: 3, batch: 256, beta1: 0.7, beta2: 0.9, trained: trained);

    /// <summary>Two convolutions and two dense layers.</summary>
    private static Module<Tensor, Tensor> Fast() =>
        Sequential(
            Conv2d(1, 12, 5), //   24x24
            ReLU(),
            MaxPool2d(2), //       12x12
            Conv2d(12, 32, 5), //  8x8
            ReLU(),
            MaxPool2d(2), //       4x4
            Flatten(),
            Linear(512, 64),
            ReLU(),
            Linear(64, 10)
        );

    /// <summary>Six convolutions and global average pooling: no dense layer but the last.</summary>
    private static Module<Tensor, Tensor> Small() =>
        Sequential(
            Block(1, 8),
            Block(8, 10),
            MaxPool2d(2),
            Block(10, 14),
            Block(14, 16),
            MaxPool2d(2),
            Block(16, 18),
            Block(18, 16, padding: 0),
            AdaptiveAvgPool2d(1),
            Flatten(),
            Linear(16, 10)
        );

    /// <summary>The same plan, wider, with three poolings.</summary>
    private static Module<Tensor, Tensor> Accurate() =>
        Sequential(
            Block(1, 24, padding: 0),
            Block(24, 24, padding: 0),
            MaxPool2d(2),
            Block(24, 48),
            Block(48, 48),
            MaxPool2d(2),
            Block(48, 96),
            Block(96, 96, padding: 0),
            MaxPool2d(2),
            Flatten(),
            Linear(384, 10)
        );

    private static Module<Tensor, Tensor> Block(int inputs, int outputs, int padding = 1) =>
        Sequential(Conv2d(inputs, outputs, 3, padding: padding, bias: false), BatchNorm2d(outputs), ReLU());
}
