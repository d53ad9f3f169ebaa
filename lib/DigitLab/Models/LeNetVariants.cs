using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// LeNet-5 with ReLU and max pooling in which one thing at a time is changed: the activation, the number of layers, dropout. From
/// images [N, 1, 28, 28] to logits [N, 10]; as it stands, <see cref="LeNet5.Parameters"/> parameters.
/// </summary>
public static class LeNetVariants
{
    /// <param name="activation">Makes one activation layer: <c>() => nn.Tanh()</c>; ReLU if not given.</param>
    /// <param name="convolutions">1: six feature maps of 14x14 remain; 2: sixteen of 5x5, as in LeNet; 3: thirty-two of 5x5.</param>
    /// <param name="moreDense">Hidden dense layers of 84 neurons beyond LeNet's two.</param>
    /// <param name="early">The rate of dropout after the last convolution; 0 leaves the layer out.</param>
    /// <param name="late">The rate of dropout after each hidden dense layer; 0 leaves the layers out.</param>
    public static Sequential Create(
        Func<Module<Tensor, Tensor>>? activation = null,
        int convolutions = 2,
        int moreDense = 0,
        double early = 0,
        double late = 0
    )
    {
        if (convolutions is < 1 or > 3)
            throw new ArgumentException($"There are 1 to 3 convolutions; it was {convolutions}.", nameof(convolutions));
        var layers = new List<(string, Module<Tensor, Tensor>)>();
        var (activations, dropouts) = (0, 0);

        Add("conv1", Conv2d(1, 6, 5, padding: 2), "pool1");
        if (convolutions > 1)
            Add("conv2", Conv2d(6, 16, 5), "pool2");
        if (convolutions > 2)
            Add("conv3", Conv2d(16, 32, 3, padding: 1));
        Drop(early);
        layers.Add(("flatten", Flatten()));
        var inputs = convolutions switch
        {
            1 => 6 * 14 * 14,
            2 => 16 * 5 * 5,
            _ => 32 * 5 * 5,
        };
        var neurons = new[] { 120, 84 }.Concat(Enumerable.Repeat(84, moreDense)).ToArray();
        for (var i = 0; i < neurons.Length; inputs = neurons[i++])
        {
            Add($"fc{i + 1}", Linear(inputs, neurons[i]));
            Drop(late);
        }
        layers.Add(($"fc{neurons.Length + 1}", Linear(inputs, 10)));
        return Sequential([.. layers]);

        void Add(string name, Module<Tensor, Tensor> layer, string? pool = null)
        {
            layers.AddRange([(name, layer), ($"act{++activations}", activation?.Invoke() ?? ReLU())]);
            if (pool is not null)
                layers.Add((pool, MaxPool2d(2)));
        }

        void Drop(double rate)
        {
            if (rate > 0)
                layers.Add(($"drop{++dropouts}", Dropout(rate)));
        }
    }
}
