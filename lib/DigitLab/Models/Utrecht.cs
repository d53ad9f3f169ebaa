using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// The networks of Utrecht's second sheet: models 1, 2 and 3 of 2a, and the light one of 2b. Convolutions with ReLU and max
/// pooling, dense layers with sigmoid. From images [N, 1, 28, 28] to logits [N, 10]. The sheet trains them by plain gradient
/// descent (rate 0.05, batches of 100) from Keras's start (<see cref="WeightInitialization.Glorot{T}"/>).
/// </summary>
public static class Utrecht
{
    /// <summary>One dense layer of 128: 207,178 parameters.</summary>
    public static Sequential Model1() => Create(5, 3, 128);

    /// <summary>Dense layers of 256 and 128: 440,906 parameters.</summary>
    public static Sequential Model2() => Create(5, 3, 256, 128);

    /// <summary>As model 2 with larger windows, 7x7 and 5x5: 449,482 parameters.</summary>
    public static Sequential Model3() => Create(7, 5, 256, 128);

    private static Sequential Create(int window1, int window2, params int[] dense)
    {
        var layers = new List<(string, Module<Tensor, Tensor>)>
        {
            ("conv1", Conv2d(1, 16, window1, padding: window1 / 2)), //  28x28 -> 16 planes of 28x28
            ("relu1", ReLU()),
            ("pool1", MaxPool2d(2)), //                                        -> 16 planes of 14x14
            ("conv2", Conv2d(16, 32, window2, padding: window2 / 2)), //       -> 32 planes of 14x14
            ("relu2", ReLU()),
            ("pool2", MaxPool2d(2)), //                                        -> 32 planes of 7x7
            ("flatten", Flatten()), //                                         -> 1,568 numbers
        };
        var inputs = 32 * 7 * 7;
        for (var i = 0; i < dense.Length; inputs = dense[i++])
            layers.AddRange([($"fc{i + 1}", Linear(inputs, dense[i])), ($"sigmoid{i + 1}", Sigmoid())]);
        layers.Add(($"fc{dense.Length + 1}", Linear(inputs, 10)));
        return Sequential([.. layers]);
    }

    /// <summary>Three convolutions that shrink the image to nine numbers: 11,907 parameters.</summary>
    public static Sequential Light() =>
        Sequential(
            ("conv1", Conv2d(1, 32, 4, stride: 2, padding: 1)), //  28x28 -> 32 planes of 14x14
            ("relu1", ReLU()),
            ("pool1", MaxPool2d(2)), //                                   -> 32 planes of 7x7
            ("pad2", new SamePad2d(4)), // an even window: TensorFlow pads more to the right and below
            ("conv2", Conv2d(32, 16, 4)), //                              -> 16 planes of 7x7
            ("relu2", ReLU()),
            ("pool2", MaxPool2d(2)), //                                   -> 16 planes of 3x3
            ("pad3", new SamePad2d(2)),
            ("conv3", Conv2d(16, 9, 2)), //                               -> 9 planes of 3x3
            ("relu3", ReLU()),
            ("pool3", MaxPool2d(2)), //                                   -> 9 numbers
            ("flatten", Flatten()),
            ("fc1", Linear(9, 128)),
            ("sigmoid", Sigmoid()),
            ("fc2", Linear(128, 10))
        );
}
