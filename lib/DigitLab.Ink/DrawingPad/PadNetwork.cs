using System.Buffers.Binary;
using System.Text.Json.Nodes;
using DigitLab.Interchange;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Ink;

/// <summary>A network as the page's script runs it (network.js): layers as JSON, all weights in one row of float32.</summary>
internal sealed class PadNetwork
{
    private const string Verb = "run in a page";
    private readonly List<float> weights = [];

    private PadNetwork(IReadOnlyList<NetworkLayer> layers)
    {
        foreach (var layer in layers)
        {
            var json = ToJson(layer);
            json["name"] = layer.Name;
            json["kind"] = layer.Module?.GetType().Name ?? "Flatten";
            (json["in"], json["out"]) = (Numbers(layer.InputShape), Numbers(layer.OutputShape));
            Layers.Add(json);
        }
        Classes = layers[^1].OutputShape is [var count]
            ? count
            : throw new ArgumentException(
                $"The model gives {string.Join("x", layers[^1].OutputShape)} numbers for an image, not one per class."
            );
        var bytes = new byte[weights.Count * sizeof(float)];
        for (var i = 0; i < weights.Count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), weights[i]);
        Weights = Convert.ToBase64String(bytes);
    }

    /// <summary>Reads a model that takes images [N, 1, 28, 28].</summary>
    /// <exception cref="ArgumentException">It holds a layer that network.js does not know.</exception>
    public static PadNetwork Of(nn.Module<Tensor, Tensor> model) => new(NetworkLayer.Of(model, 1, 28, 28));

    /// <summary>In the order in which they run.</summary>
    public JsonArray Layers { get; } = [];

    /// <summary>All weights, float32, little-endian, base64.</summary>
    public string Weights { get; }

    /// <summary>How many numbers the last layer gives.</summary>
    public long Classes { get; }

    private JsonObject ToJson(NetworkLayer layer) =>
        layer.Module switch
        {
            null or Identity or Dropout or Dropout1d or Dropout2d => Operation("same"),
            Flatten flatten => FlattenOf(layer, flatten),
            Conv2d conv => Convolution(layer, conv),
            Linear linear when layer.InputShape.Length == 1 => Operation(
                "linear",
                ("w", Add(linear.weight)),
                ("b", Add(linear.bias))
            ),
            Linear => throw layer.Refuse(Verb, $"an input of {layer.InputShape.Length} axes (put a Flatten before it)"),
            BatchNorm1d or BatchNorm2d => Normalization(layer, (NormBase)layer.Module),
            MaxPool2d pool => Window("max", pool.kernel_size, pool.stride, pool.padding, pool.dilation),
            AvgPool2d pool => AveragePool(pool),
            AdaptiveAvgPool2d => Operation("adaptive"),
            ZeroPad2d pad => Padding("constant", pad),
            ConstantPad2d pad => Padding("constant", pad),
            ReflectionPad2d pad => Padding("reflect", pad),
            ReplicationPad2d pad => Padding("edge", pad),
            ReLU => Function("relu"),
            ReLU6 => Function("relu6"),
            Tanh => Function("tanh"),
            Sigmoid => Function("sigmoid"),
            LeakyReLU leaky => Function("leaky", leaky.negative_slope),
            ELU elu => Function("elu", elu.alpha),
            SiLU => Function("silu"),
            GELU gelu => Function(gelu.approximate == GELU.Approximate.tanh ? "gelutanh" : "gelu"),
            Softmax softmax => Last(layer, "softmax", softmax.dim),
            LogSoftmax softmax => Last(layer, "logsoftmax", softmax.dim),
            _ => throw layer.Refuse(Verb),
        };

    private static JsonObject FlattenOf(NetworkLayer layer, Flatten flatten) =>
        flatten.start_dim == 1 && layer.OutputShape.Length == 1
            ? Operation("same")
            : throw layer.Refuse(Verb, $"start_dim = {flatten.start_dim}, end_dim = {flatten.end_dim}");

    private JsonObject Convolution(NetworkLayer layer, Conv2d conv)
    {
        if (conv.padding_mode != PaddingModes.Zeros)
            throw layer.Refuse(Verb, $"padding mode {conv.padding_mode}");
        var json = Window("conv", conv.kernel_size, conv.stride, NetworkLayer.PaddingOf(conv), conv.dilation);
        json["groups"] = conv.groups;
        (json["w"], json["b"]) = (Add(conv.weight), Add(conv.bias));
        return json;
    }

    /// <summary>What evaluation makes of it: a factor and an offset for each channel.</summary>
    private JsonObject Normalization(NetworkLayer layer, NormBase norm)
    {
        if (norm.running_mean is null || norm.running_var is null)
            throw layer.Refuse(Verb, "no running statistics");
        using var scope = NewDisposeScope();
        using var withoutGradients = no_grad();
        var deviation = (norm.running_var.to_type(ScalarType.Float64) + norm.eps).sqrt();
        var scale = (norm.weight is null ? ones_like(deviation) : norm.weight) / deviation;
        var shift = (norm.bias is null ? zeros_like(deviation) : norm.bias) - norm.running_mean * scale;
        return Operation("scale", ("w", Add(scale)), ("b", Add(shift)));
    }

    private static JsonObject AveragePool(AvgPool2d pool)
    {
        var json = Window("mean", pool.kernel_size, pool.stride, pool.padding, [1]);
        json["padded"] = pool.count_include_pad;
        json["divisor"] = pool.divisor_override;
        return json;
    }

    private static JsonObject Window(
        string operation,
        long[] kernel,
        long[]? stride,
        long[]? padding,
        long[]? dilation
    ) =>
        Operation(
            operation,
            ("kernel", Pair(kernel)),
            ("stride", Pair(stride ?? kernel)),
            ("pad", Pair(padding ?? [0])),
            ("dilation", Pair(dilation ?? [1]))
        );

    /// <summary>Left, top; how much is added on the other sides, the shapes tell.</summary>
    private static JsonObject Padding(string mode, PadBase pad) =>
        Operation(
            "pad",
            ("mode", mode),
            ("value", pad.value),
            ("pad", Numbers([pad.padding[0], pad.padding.Length > 2 ? pad.padding[2] : 0]))
        );

    private static JsonObject Function(string function, double parameter = 0) =>
        Operation("map", ("f", function), ("a", parameter));

    private static JsonObject Last(NetworkLayer layer, string operation, long axis) =>
        layer.OutputShape.Length == 1 && axis is 1 or -1
            ? Operation(operation)
            : throw layer.Refuse(Verb, $"dim = {axis} over an output of {layer.OutputShape.Length + 1} axes");

    private static JsonObject Operation(string operation, params (string Name, JsonNode? Value)[] fields)
    {
        var json = new JsonObject { ["op"] = operation };
        foreach (var (name, value) in fields)
            json[name] = value;
        return json;
    }

    private static JsonArray Pair(long[] sizes) => Numbers([sizes[0], sizes[^1]]);

    private static JsonArray Numbers(long[] numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    /// <summary>Appends a tensor's values and tells where they start; -1 for none.</summary>
    private int Add(Tensor? tensor)
    {
        if (tensor is null)
            return -1;
        var start = weights.Count;
        using var withoutGradients = no_grad();
        using var single = tensor.to_type(ScalarType.Float32);
        using var rows = single.contiguous();
        weights.AddRange(rows.data<float>().ToArray());
        return start;
    }
}
