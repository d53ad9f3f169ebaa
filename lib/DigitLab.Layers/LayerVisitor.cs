using TorchSharp;
using TorchSharp.Modules;
using Modules = TorchSharp.Modules;

namespace DigitLab.Layers;

/// <summary>Translates the layers of a network into another form: one method for each kind of layer that can be translated.</summary>
/// <typeparam name="T">What a layer becomes.</typeparam>
/// <param name="target">What the form is for, in error messages: "ONNX export".</param>
internal abstract class LayerVisitor<T>(string target)
{
    /// <exception cref="ArgumentException">The layer cannot be translated; the message names it.</exception>
    public T Visit(NetworkLayer layer) =>
        layer.Module switch
        {
            null => Flatten(layer),
            Flatten flatten => flatten.start_dim == 1 && layer.OutputShape.Length == 1
                ? Flatten(layer)
                : throw Unsupported(layer, $"start_dim = {flatten.start_dim}, end_dim = {flatten.end_dim}"),
            Modules.Identity or Dropout or Dropout1d or Dropout2d => Identity(layer),
            Conv2d conv => conv.padding_mode == PaddingModes.Zeros
                ? Convolution(layer, conv)
                : throw Unsupported(layer, $"padding mode {conv.padding_mode}"),
            Linear linear => layer.InputShape.Length == 1
                ? Linear(layer, linear)
                : throw Unsupported(layer, $"an input of {layer.InputShape.Length} axes (put a Flatten before it)"),
            BatchNorm1d or BatchNorm2d => (NormBase)layer.Module
                is { running_mean: not null, running_var: not null } norm
                ? Normalization(layer, norm)
                : throw Unsupported(layer, "no running statistics"),
            MaxPool2d pool => MaxPool(layer, pool),
            AvgPool2d pool => AveragePool(layer, pool),
            AdaptiveAvgPool2d => AdaptiveAveragePool(layer),
            ZeroPad2d pad => Padding(layer, pad, "constant"),
            ConstantPad2d pad => Padding(layer, pad, "constant"),
            ReflectionPad2d pad => Padding(layer, pad, "reflect"),
            ReplicationPad2d pad => Padding(layer, pad, "edge"),
            ReLU => Relu(layer),
            ReLU6 => Relu6(layer),
            Modules.Tanh => Tanh(layer),
            Modules.Sigmoid => Sigmoid(layer),
            LeakyReLU leaky => LeakyRelu(layer, leaky.negative_slope),
            ELU elu => Elu(layer, elu.alpha),
            SiLU => Silu(layer),
            GELU gelu => Gelu(layer, gelu.approximate == GELU.Approximate.tanh),
            Softmax softmax => Softmax(layer, softmax.dim),
            LogSoftmax softmax => LogSoftmax(layer, softmax.dim),
            _ => throw Unsupported(layer),
        };

    /// <summary>The error for a layer that cannot be translated.</summary>
    protected ArgumentException Unsupported(NetworkLayer layer, string? feature = null) =>
        layer.Unsupported(target, feature);

    /// <summary>A kernel size, stride or padding as rows and columns.</summary>
    protected static long[] Pair(long[] sizes) => [sizes[0], sizes[^1]];

    /// <summary>Also dropout, which does nothing in evaluation.</summary>
    protected abstract T Identity(NetworkLayer layer);

    /// <summary>Makes one vector of each sample.</summary>
    protected abstract T Flatten(NetworkLayer layer);
    protected abstract T Convolution(NetworkLayer layer, Conv2d conv);
    protected abstract T Linear(NetworkLayer layer, Linear linear);

    /// <param name="norm">With running statistics.</param>
    protected abstract T Normalization(NetworkLayer layer, NormBase norm);
    protected abstract T MaxPool(NetworkLayer layer, MaxPool2d pool);
    protected abstract T AveragePool(NetworkLayer layer, AvgPool2d pool);
    protected abstract T AdaptiveAveragePool(NetworkLayer layer);

    /// <param name="mode">ONNX's name of it: "constant", "reflect" or "edge".</param>
    protected abstract T Padding(NetworkLayer layer, PadBase pad, string mode);
    protected abstract T Relu(NetworkLayer layer);
    protected abstract T Relu6(NetworkLayer layer);
    protected abstract T Tanh(NetworkLayer layer);
    protected abstract T Sigmoid(NetworkLayer layer);
    protected abstract T LeakyRelu(NetworkLayer layer, double slope);
    protected abstract T Elu(NetworkLayer layer, double alpha);
    protected abstract T Silu(NetworkLayer layer);

    /// <param name="tanh">Whether the error function is approximated by tanh.</param>
    protected abstract T Gelu(NetworkLayer layer, bool tanh);
    protected abstract T Softmax(NetworkLayer layer, long axis);
    protected abstract T LogSoftmax(NetworkLayer layer, long axis);
}
