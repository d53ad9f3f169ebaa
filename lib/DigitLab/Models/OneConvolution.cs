using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// The networks of Utrecht's assignment 2, 1.b to 1.e: one convolution with six 5x5 kernels and ReLU, max pooling of 2x2, a
/// dense layer of 128 neurons with sigmoid, the output. They differ in padding and stride of the convolution, and with them
/// in what the dense layer sees. From images [N, 1, 28, 28] to logits [N, 10].
/// </summary>
public static class OneConvolution
{
    /// <summary>1.b and 1.c: the convolution keeps the image's size, the pooling leaves 6 x 14 x 14. 152,102 parameters.</summary>
    public static Sequential Padded() => Create(padding: 2, stride: 1);

    /// <summary>1.d: the kernels stay inside the image, the pooling leaves 6 x 12 x 12. 112,166 parameters.</summary>
    public static Sequential Unpadded() => Create(padding: 0, stride: 1);

    /// <summary>1.e: a value for every second pixel, the pooling leaves 6 x 7 x 7. 39,206 parameters.</summary>
    public static Sequential Strided() => Create(padding: 2, stride: 2);

    /// <param name="padding">Rows and columns of zeros on each side of the image.</param>
    /// <param name="stride">Pixels from one place of the kernel to the next.</param>
    public static Sequential Create(long padding, long stride)
    {
        var side = ((28 + 2 * padding - 5) / stride + 1) / 2;
        return Sequential(
            ("conv1", Conv2d(1, 6, 5, stride: stride, padding: padding)),
            ("relu1", ReLU()),
            ("pool1", MaxPool2d(2)),
            ("flatten", Flatten()),
            ("fc1", Linear(6 * side * side, 128)),
            ("sigmoid1", Sigmoid()),
            ("fc2", Linear(128, 10))
        );
    }
}
