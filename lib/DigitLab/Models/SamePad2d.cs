using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Models;

/// <summary>
/// Zeros around images as TensorFlow and Keras add them for <c>padding="same"</c>: the layer after it gives an image of
/// ⌈size / stride⌉ pixels. Where the number of zeros is odd (an even window, say) the one more goes to the right and below, which
/// no <c>padding</c> of PyTorch's layers can say.
/// </summary>
/// <param name="window">The side of the next layer's window in pixels.</param>
/// <param name="stride">Its stride.</param>
/// <example><c>nn.Sequential(("pad1", new SamePad2d(4)), ("conv1", nn.Conv2d(1, 32, 4)))</c> keeps 28x28.</example>
public sealed class SamePad2d(long window, long stride = 1)
    : nn.Module<Tensor, Tensor>(nameof(SamePad2d)),
        IEquivalentLayer
{
    /// <summary>Zeros before and after a row of pixels: max(0, (⌈size / stride⌉ − 1) · stride + window − size) together.</summary>
    public static (long Before, long After) Zeros(long size, long window, long stride = 1)
    {
        if (size < 1 || window < 1 || stride < 1)
            throw new ArgumentException(
                $"size ({size}), window ({window}) and stride ({stride}) must be greater than zero."
            );
        var zeros = Math.Max(0, ((size + stride - 1) / stride - 1) * stride + window - size);
        return (zeros / 2, zeros - zeros / 2);
    }

    /// <param name="input">[N, C, height, width].</param>
    /// <returns>The same with zeros around it.</returns>
    public override Tensor forward(Tensor input)
    {
        var (left, right, top, bottom) = Around(input.shape);
        return nn.functional.pad(input, [left, right, top, bottom]);
    }

    nn.Module IEquivalentLayer.Equivalent(long[] inputShape) => nn.ZeroPad2d(Around(inputShape));

    private (long Left, long Right, long Top, long Bottom) Around(long[] shape)
    {
        var ((top, bottom), (left, right)) = (Zeros(shape[^2], window, stride), Zeros(shape[^1], window, stride));
        return (left, right, top, bottom);
    }
}
