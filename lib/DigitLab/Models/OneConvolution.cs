using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// The networks of Utrecht's first sheet (1a to 1e): one convolution with six windows of 5x5, then dense layers of 32, 32 and 10
/// neurons. They differ in what the convolution leaves of the image, and with it in the size of the first dense layer.
/// From images [N, 1, 28, 28] to logits [N, 10].
/// </summary>
public static class OneConvolution
{
    /// <summary>Zeros around the image, so that it keeps its size: six planes of 28x28, 152,102 parameters.</summary>
    public static Sequential Padded() => Create(28, Conv2d(1, 6, 5, padding: 2));

    /// <summary>Windows that stay inside the image: six planes of 24x24, 112,166 parameters.</summary>
    public static Sequential Unpadded() => Create(24, Conv2d(1, 6, 5));

    /// <summary>A window at every second pixel: six planes of 14x14, 39,206 parameters.</summary>
    public static Sequential Strided() => Create(14, Conv2d(1, 6, 5, stride: 2, padding: 2));

    /// <summary>The largest of every 2x2 pixels: six planes of 14x14 again, 39,206 parameters.</summary>
    public static Sequential Pooled() => Create(14, Conv2d(1, 6, 5, padding: 2), ("pool1", MaxPool2d(2)));

    private static Sequential Create(
        int size,
        Module<Tensor, Tensor> convolution,
        params (string, Module<Tensor, Tensor>)[] pooling
    ) =>
        Sequential([
            ("conv1", convolution),
            ("relu1", ReLU()),
            .. pooling,
            ("flatten", Flatten()),
            ("fc1", Linear(6 * size * size, 32)),
            ("relu2", ReLU()),
            ("fc2", Linear(32, 32)),
            ("relu3", ReLU()),
            ("fc3", Linear(32, 10)),
        ]);
}
