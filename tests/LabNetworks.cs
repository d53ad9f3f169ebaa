using DigitLab.Models;
using static TorchSharp.torch;

namespace DigitLab.Tests;

/// <summary>The labs' networks, by name.</summary>
internal static class LabNetworks
{
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> All = new()
    {
        ["LeNet-5 tanh"] = LeNet5.WithTanh,
        ["LeNet-5 ReLU"] = LeNet5.WithRelu,
        ["practical 3"] = () => Practical3.Create(),
        ["Milano"] = () => Milano.Create(),
        ["Milano mean"] = () => Milano.Create(averagePooling: true, padding: false),
        ["Utrecht light"] = Utrecht.Light,
        ["Utrecht 3"] = Utrecht.Model3,
        ["one convolution"] = OneConvolution.Strided,
        ["perceptron"] = () => Perceptron.Create(),
    };

    public static IEnumerable<string> Names => All.Keys;

    public static nn.Module<Tensor, Tensor> Create(string name) => All[name]();
}
