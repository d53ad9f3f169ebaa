using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DigitLab.Models;

/// <summary>
/// The network with fewer than 10,000 parameters of Milano's sheet, and its variants. From images [N, 1, 28, 28] to logits
/// [N, 10]. As it stands it has 9,682 parameters.
/// </summary>
public static class Milano
{
    /// <param name="averagePooling">Pools by the mean of 2x2 pixels, not by the largest.</param>
    /// <param name="padding">Zeros around the images, so that convolutions keep their size; without, 5,842 parameters are left.</param>
    /// <param name="width">Windows of the first two convolutions; the third has twice as many. 4, "thinner", has 4,414 parameters.</param>
    /// <param name="dropout">The share of the last planes' numbers that sits out each training step.</param>
    public static Sequential Create(
        bool averagePooling = false,
        bool padding = true,
        int width = 8,
        double dropout = 0.1
    )
    {
        Module<Tensor, Tensor> Conv(int inputs, int outputs) => Conv2d(inputs, outputs, 3, padding: padding ? 1 : 0);
        Module<Tensor, Tensor> Pool() => averagePooling ? AvgPool2d(2) : MaxPool2d(2);

        return Sequential(
            ("conv1", Conv(1, width)), //          28x28, unpadded 26x26
            ("relu1", ReLU()),
            ("conv2", Conv(width, width)), //      28x28, unpadded 24x24
            ("relu2", ReLU()),
            ("pool2", Pool()), //                  14x14, unpadded 12x12
            ("conv3", Conv(width, 2 * width)), //  14x14, unpadded 10x10
            ("relu3", ReLU()),
            ("pool3", Pool()), //                  7x7,   unpadded 5x5
            ("dropout", Dropout(dropout)),
            ("flatten", Flatten()),
            ("fc1", Linear(2 * width * (padding ? 49 : 25), 10))
        );
    }
}
