using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Interchange;

/// <summary>One step of a network whose layers follow one another.</summary>
/// <param name="Name">The layer's dotted name in the model, e.g. "features.conv1"; in a <c>Sequential</c> without names its number, "0".</param>
/// <param name="Module">The layer; null where the model itself makes a vector of each image, as <c>x.flatten(1)</c> does.</param>
/// <param name="InputShape">The shape that it is given, without the batch.</param>
/// <param name="OutputShape">The shape that it gives, without the batch.</param>
public sealed record NetworkLayer(string Name, nn.Module? Module, long[] InputShape, long[] OutputShape)
{
    private const int Samples = 4;

    /// <summary>
    /// The layers of a model in the order in which it calls them. It is run once, and every layer's input must be what the layer
    /// before it gave. So a <c>Sequential</c> is read, nested ones too, and a class whose <c>forward</c> calls one layer after
    /// the other and flattens between them; activations in it must be modules, not functions. A layer of one's own is read if it is an
    /// <see cref="IEquivalentLayer"/>.
    /// </summary>
    /// <param name="model">From [N, <paramref name="inputShape"/>] to one tensor.</param>
    /// <param name="inputShape">The shape of one input, without the batch: [1, 28, 28].</param>
    /// <exception cref="ArgumentException">The model does not take that shape, or does something that is no layer; the message says after which.</exception>
    public static IReadOnlyList<NetworkLayer> Of(nn.Module<Tensor, Tensor> model, params long[] inputShape)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (inputShape.Length == 0 || inputShape.Any(size => size < 1))
            throw new ArgumentException(
                $"A network's input has at least one number; its shape cannot be {Text(inputShape)}."
            );
        using var scope = NewDisposeScope();
        using var withoutGradients = no_grad();
        var layers = new List<NetworkLayer>();
        // Neither alike nor random: the stream of random numbers stays where it is.
        var input = linspace(1, 4000, Samples * inputShape.Aggregate(1L, (product, size) => product * size))
            .sin()
            .reshape([Samples, .. inputShape]);
        var before = new Step("the input", input, input.data<float>().ToArray());

        void Follow(Tensor next, string name)
        {
            if (ReferenceEquals(next, before.Result))
                return;
            var values = next.to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
            if (!values.AsSpan().SequenceEqual(before.Values) || next.shape[0] != Samples)
                throw new NoChainException(
                    $"Model '{ModuleName.Of(model)}': between {before.Name} and {name} it computes something that is no layer. "
                        + "A network that travels is a chain of layers: use modules such as ReLU() for functions, and no branches."
                );
            if (next.shape.Length == 2 && before.Shape.Length > 2)
                layers.Add(new("flatten", null, before.Shape[1..], next.shape[1..]));
            else if (!next.shape.AsSpan().SequenceEqual(before.Shape))
                throw new NoChainException(
                    $"Model '{ModuleName.Of(model)}': between {before.Name} and {name} it reshapes {Text(before.Shape)} to {Text(next.shape)}; only flattening is possible there."
                );
        }

        var hooks = new List<Action>();
        var leaves = model
            .named_modules()
            .Where(layer => !layer.Item2.children().Any())
            .DistinctBy(layer => layer.Item2)
            .DefaultIfEmpty((ModuleName.Of(model), model));
        foreach (var (path, module) in leaves)
            if (module is nn.Module<Tensor, Tensor> leaf)
                hooks.Add(
                    leaf.register_forward_hook(
                        (_, given, result) =>
                        {
                            Follow(given, $"'{path}'");
                            var shape = given.shape[1..];
                            var layer = leaf is IEquivalentLayer own ? own.Equivalent(shape) : leaf;
                            layers.Add(new(path, layer, shape, result.shape[1..]));
                            before = new(
                                $"'{path}'",
                                result,
                                result.to_type(ScalarType.Float32).contiguous().data<float>().ToArray()
                            );
                            return result;
                        }
                    ).remove
                );
        var training = model.training;
        try
        {
            model.eval();
            Follow(Run(model, input), "the output");
        }
        finally
        {
            model.train(training);
            hooks.ForEach(remove => remove());
        }
        return layers.Count > 0
            ? layers
            : throw new ArgumentException($"Model '{ModuleName.Of(model)}' runs none of its layers by 'call'.");
    }

    private static Tensor Run(nn.Module<Tensor, Tensor> model, Tensor input)
    {
        try
        {
            return model.call(input);
        }
        catch (Exception error) when (error is not NoChainException)
        {
            throw new ArgumentException(
                $"Model '{ModuleName.Of(model)}' does not take an input of shape {Text(input.shape)}: {error.Message}",
                error
            );
        }
    }

    private sealed class NoChainException(string message) : ArgumentException(message);

    /// <summary>Where the chain stands: the last result, whose tensor may be gone when its values are needed.</summary>
    private sealed record Step(string Name, Tensor Result, float[] Values)
    {
        public long[] Shape { get; } = Result.shape;
    }

    /// <summary>Zeros above and to the left of a convolution's input; as many follow below and to the right, or one more for "same".</summary>
    public static long[] PaddingOf(Conv2d conv) =>
        conv.padding_type == TorchSharp.Padding.Same
            ? [.. conv.kernel_size.Zip(conv.dilation, (kernel, dilation) => dilation * (kernel - 1) / 2)]
            : conv.padding ?? [0, 0];

    internal static string Text(IEnumerable<long> shape) => $"[{string.Join(", ", shape)}]";

    /// <summary>What to say of a layer that a reader of the network does not know.</summary>
    /// <param name="what">What cannot be done with it: "be drawn".</param>
    /// <param name="because">What is the matter, e.g. "groups = 2"; by default its kind.</param>
    public ArgumentException Refuse(string what, string? because = null)
    {
        var kind = Module?.GetType().Name ?? "reshape";
        return new(
            because is null
                ? $"Layer '{Name}' is a {kind}, which cannot {what}."
                : $"Layer '{Name}' ({kind}) has {because}, which cannot {what}."
        );
    }
}
