using DigitLab.Models;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Bench;

/// <summary>A network of the comparison: how it is built and trained, and what a sample costs.</summary>
/// <param name="Name">Its name in peers/.</param>
/// <param name="Parameters">Trainable numbers, checked before anything is measured.</param>
/// <param name="Batch">Images in a training step.</param>
/// <param name="Megaflops">Per training sample: 2 for each multiply-add of the forward pass and of the gradients of weights and
/// inputs, except the first layer's input gradient, which is not needed.</param>
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
        new("lenet-tanh", 61_706, 128, 2.264, LeNet5.WithTanh, m => optim.Adam(m.parameters(), 1e-3)),
        new("lenet-relu", 61_706, 128, 2.264, LeNet5.WithRelu, m => optim.Adam(m.parameters(), 1e-3)),
        new("practical3", 1_103_539, 64, 26.96, Practical3, m => optim.Adam(m.parameters(), 1e-4)),
        new("tiny9682", 9_682, 128, 4.337, () => Milano.Create(), m => optim.Adam(m.parameters(), 1e-3)),
        new("mlp20", 15_910, 200, 0.064, () => Perceptron.Create(), m => optim.SGD(m.parameters(), 0.5)),
        new("model1", 207_178, 100, 7.885, Utrecht.Model1, m => optim.SGD(m.parameters(), 0.05)),
        new("model3", 449_482, 100, 20.12, Utrecht.Model3, m => optim.SGD(m.parameters(), 0.05)),
        new("light11907", 11_907, 100, 2.856, Utrecht.Light, m => optim.SGD(m.parameters(), 0.05)),
    ];

    public static Network Named(string name) =>
        All.FirstOrDefault(network => network.Name == name)
        ?? throw new ArgumentException(
            $"There is no network '{name}'; there are {string.Join(", ", All.Select(network => network.Name))}."
        );

    /// <summary>As <see cref="Models.Practical3"/>, but initialised by PyTorch's defaults, as the peers initialise it.</summary>
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
}
