using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Bench;

/// <summary>A network of the comparison: what is built, how it is trained, and what a sample costs.</summary>
/// <param name="Name">As the peers know it.</param>
/// <param name="Parameters">Trainable numbers, checked before anything is measured.</param>
/// <param name="Batch">Images in a training step.</param>
/// <param name="Megaflops">Of a training sample: 2 for each multiply-add, forward, gradients of weights and of inputs, without
/// the first layer's input gradient, which nobody needs.</param>
internal sealed record Network(
    string Name,
    long Parameters,
    int Batch,
    double Megaflops,
    Func<Module<Tensor, Tensor>> Build,
    Func<Module<Tensor, Tensor>, optim.Optimizer> Optimizer
)
{
    public static readonly IReadOnlyList<Network> All =
    [
        new("lenet-tanh", 61_706, 128, 2.264, LeNetTanh, m => optim.Adam(m.parameters(), 1e-3)),
        new("lenet-relu", 61_706, 128, 2.264, LeNetRelu, m => optim.Adam(m.parameters(), 1e-3)),
        new("practical3", 1_103_539, 64, 26.96, Practical3, m => optim.Adam(m.parameters(), 1e-4)),
        new("tiny9682", 9_682, 128, 4.337, Tiny9682, m => optim.Adam(m.parameters(), 1e-3)),
        new("mlp20", 15_910, 200, 0.064, Mlp20, m => optim.SGD(m.parameters(), 0.5)),
        new("model1", 207_178, 100, 7.885, Model1, m => optim.SGD(m.parameters(), 0.05)),
        new("model3", 449_482, 100, 20.12, Model3, m => optim.SGD(m.parameters(), 0.05)),
        new("light11907", 11_907, 100, 2.856, Light11907, m => optim.SGD(m.parameters(), 0.05)),
    ];

    public static Network Named(string name) =>
        All.FirstOrDefault(network => network.Name == name)
        ?? throw new ArgumentException(
            $"There is no network '{name}'; there are {string.Join(", ", All.Select(network => network.Name))}."
        );

    private static Module<Tensor, Tensor> LeNetTanh() =>
        Sequential(
            Conv2d(1, 6, 5, padding: 2),
            Tanh(),
            AvgPool2d(2),
            Conv2d(6, 16, 5),
            Tanh(),
            AvgPool2d(2),
            Flatten(),
            Linear(400, 120),
            Tanh(),
            Linear(120, 84),
            Tanh(),
            Linear(84, 10)
        );

    private static Module<Tensor, Tensor> LeNetRelu() =>
        Sequential(
            Conv2d(1, 6, 5, padding: 2),
            ReLU(),
            MaxPool2d(2),
            Conv2d(6, 16, 5),
            ReLU(),
            MaxPool2d(2),
            Flatten(),
            Linear(400, 120),
            ReLU(),
            Linear(120, 84),
            ReLU(),
            Linear(84, 10)
        );

    private static Module<Tensor, Tensor> Practical3() =>
        Sequential(
            Conv2d(1, 25, 12, stride: 2),
            ReLU(),
            Conv2d(25, 64, 5, padding: 2),
            ReLU(),
            MaxPool2d(2),
            Flatten(),
            Linear(1024, 1024),
            ReLU(),
            Dropout(0.2),
            Linear(1024, 10)
        );

    private static Module<Tensor, Tensor> Tiny9682() =>
        Sequential(
            Conv2d(1, 8, 3, padding: 1),
            ReLU(),
            Conv2d(8, 8, 3, padding: 1),
            ReLU(),
            MaxPool2d(2),
            Conv2d(8, 16, 3, padding: 1),
            ReLU(),
            MaxPool2d(2),
            Dropout(0.1),
            Flatten(),
            Linear(784, 10)
        );

    private static Module<Tensor, Tensor> Mlp20() => Sequential(Flatten(), Linear(784, 20), Sigmoid(), Linear(20, 10));

    private static Module<Tensor, Tensor> Model1() =>
        Sequential(
            Conv2d(1, 16, 5, padding: 2),
            ReLU(),
            MaxPool2d(2),
            Conv2d(16, 32, 3, padding: 1),
            ReLU(),
            MaxPool2d(2),
            Flatten(),
            Linear(1568, 128),
            Sigmoid(),
            Linear(128, 10)
        );

    private static Module<Tensor, Tensor> Model3() =>
        Sequential(
            Conv2d(1, 16, 7, padding: 3),
            ReLU(),
            MaxPool2d(2),
            Conv2d(16, 32, 5, padding: 2),
            ReLU(),
            MaxPool2d(2),
            Flatten(),
            Linear(1568, 256),
            Sigmoid(),
            Linear(256, 128),
            Sigmoid(),
            Linear(128, 10)
        );

    private static Module<Tensor, Tensor> Light11907() =>
        Sequential(
            Conv2d(1, 32, 4, stride: 2, padding: 1),
            ReLU(),
            MaxPool2d(2),
            new Pad(1, 2, 1, 2), // TensorFlow's "same" for an even kernel: the extra row and column below and to the right
            Conv2d(32, 16, 4),
            ReLU(),
            MaxPool2d(2),
            new Pad(0, 1, 0, 1),
            Conv2d(16, 9, 2),
            ReLU(),
            MaxPool2d(2),
            Flatten(),
            Linear(9, 128),
            Sigmoid(),
            Linear(128, 10)
        );

    private sealed class Pad(long left, long right, long top, long bottom) : Module<Tensor, Tensor>("Pad")
    {
        public override Tensor forward(Tensor input) => functional.pad(input, [left, right, top, bottom]);
    }
}
