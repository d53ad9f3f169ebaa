using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Layers;

/// <summary>One layer of a network that is a chain of layers.</summary>
/// <param name="Name">The layer's dotted name in the model, e.g. "features.conv1"; in a <c>Sequential</c> without names its number, "0".</param>
/// <param name="Module">The layer; null where the model itself flattens, as with <c>x.flatten(1)</c>.</param>
/// <param name="InputShape">The shape of its input, without the batch.</param>
/// <param name="OutputShape">The shape of its output, without the batch.</param>
public sealed record NetworkLayer(string Name, nn.Module? Module, long[] InputShape, long[] OutputShape)
{
    private const int Samples = 4;

    /// <summary>
    /// The layers of a model in the order in which it calls them. The model is run once, and the input of each layer must be the
    /// output of the one before. This covers <c>Sequential</c>, also nested, and classes whose <c>forward</c> calls one layer
    /// after the other and may flatten in between; activations must be modules, not functions. A custom layer must implement
    /// <see cref="IEquivalentLayer"/>.
    /// </summary>
    /// <param name="model">From [N, <paramref name="inputShape"/>] to one tensor.</param>
    /// <param name="inputShape">The shape of one input, without the batch: [1, 28, 28].</param>
    /// <exception cref="ArgumentException">The model does not accept that shape, or computes something outside its layers; the message says where.</exception>
    public static IReadOnlyList<NetworkLayer> Of(nn.Module<Tensor, Tensor> model, params long[] inputShape)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (inputShape.Length == 0 || inputShape.Any(size => size < 1))
            throw new ArgumentException(
                $"A network's input has at least one element; its shape cannot be {Text(inputShape)}."
            );
        using var scope = NewDisposeScope();
        using var withoutGradients = no_grad();
        var layers = new List<NetworkLayer>();
        // Distinct values without drawing random numbers, so that the random stream is not advanced.
        var input = linspace(1, 4000, Samples * inputShape.Aggregate(1L, (product, size) => product * size))
            .sin()
            .reshape([Samples, .. inputShape]);
        var before = new Step("the input", input, input.data<float>().ToArray());

        void Follow(Tensor next, string name)
        {
            if (ReferenceEquals(next, before.Result))
                return;
            var values = ValuesOf(next);
            if (!values.AsSpan().SequenceEqual(before.Values) || next.shape[0] != Samples)
                throw new NoChainException(
                    $"Model '{ModuleName.Of(model)}': between {before.Name} and {name} it computes something outside its layers. "
                        + "Only a chain of layers can be exported: use modules such as ReLU() instead of functions, and no branches."
                );
            if (next.shape.Length == 2 && before.Shape.Length > 2)
                layers.Add(new("flatten", null, before.Shape[1..], next.shape[1..]));
            else if (!next.shape.AsSpan().SequenceEqual(before.Shape))
                throw new NoChainException(
                    $"Model '{ModuleName.Of(model)}': between {before.Name} and {name} it reshapes {Text(before.Shape)} to {Text(next.shape)}; only flattening is supported there."
                );
        }

        Follow(Run(model, input, Called), "the output");
        return layers.Count > 0 ? layers : throw LayerCalls.NoneCalled(model);

        void Called(string path, nn.Module<Tensor, Tensor> leaf, Tensor given, Tensor result)
        {
            Follow(given, $"'{path}'");
            var shape = given.shape[1..];
            var layer = leaf is IEquivalentLayer custom ? custom.Equivalent(shape) : leaf;
            layers.Add(new(path, layer, shape, result.shape[1..]));
            before = new($"'{path}'", result, ValuesOf(result));
        }
    }

    private static float[] ValuesOf(Tensor tensor) =>
        tensor.to_type(ScalarType.Float32).contiguous().data<float>().ToArray();

    private static Tensor Run(nn.Module<Tensor, Tensor> model, Tensor input, LayerCalls.Observer called)
    {
        try
        {
            return LayerCalls.Observe(model, input, called);
        }
        catch (Exception error) when (error is not NoChainException)
        {
            throw new ArgumentException(
                $"Model '{ModuleName.Of(model)}' does not accept an input of shape {Text(input.shape)}: {error.Message}",
                error
            );
        }
    }

    private sealed class NoChainException(string message) : ArgumentException(message);

    /// <summary>The last result. Its values are copied, since the tensor may be disposed before they are compared.</summary>
    private sealed record Step(string Name, Tensor Result, float[] Values)
    {
        public long[] Shape { get; } = Result.shape;
    }

    /// <summary>Rows and columns of zeros above and to the left of a convolution's input; below and to the right there are as many, or one more for "same".</summary>
    public static long[] PaddingOf(Conv2d conv) =>
        conv.padding_type == TorchSharp.Padding.Same
            ? [.. conv.kernel_size.Zip(conv.dilation, (kernel, dilation) => dilation * (kernel - 1) / 2)]
            : conv.padding ?? [0, 0];

    internal static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>The error for a layer that a target does not support.</summary>
    /// <param name="target">What the network was to be used for: "ONNX export".</param>
    /// <param name="feature">The unsupported feature, e.g. "groups = 2"; by default the kind of layer.</param>
    public ArgumentException Unsupported(string target, string? feature = null)
    {
        var kind = Module?.GetType().Name ?? "reshape";
        return new(
            feature is null
                ? $"Layer '{Name}' is a {kind}, which {target} does not support."
                : $"Layer '{Name}' ({kind}) has {feature}, which {target} does not support."
        );
    }
}
