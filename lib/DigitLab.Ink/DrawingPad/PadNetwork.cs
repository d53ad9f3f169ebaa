using System.Buffers.Binary;
using System.Text.Json.Nodes;
using DigitLab.Layers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Ink;

/// <summary>A network in the form that network.js runs: layers as JSON, all weights in one array of float32.</summary>
internal sealed class PadNetwork : LayerVisitor<JsonObject>
{
    private readonly List<float> weights = [];

    private PadNetwork(IReadOnlyList<NetworkLayer> layers)
        : base("the drawing pad")
    {
        foreach (var layer in layers)
        {
            var json = Visit(layer);
            json["name"] = layer.Name;
            json["kind"] = layer.Module?.GetType().Name ?? "Flatten";
            (json["in"], json["out"]) = (Numbers(layer.InputShape), Numbers(layer.OutputShape));
            Layers.Add(json);
        }
        Classes = layers[^1].OutputShape is [var count]
            ? count
            : throw new ArgumentException(
                $"The model's output has shape {string.Join("x", layers[^1].OutputShape)}; expected one number per class."
            );
        var bytes = new byte[weights.Count * sizeof(float)];
        for (var i = 0; i < weights.Count; i++)
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), weights[i]);
        Weights = Convert.ToBase64String(bytes);
    }

    /// <summary>Reads a model that takes images [N, 1, 28, 28].</summary>
    /// <exception cref="ArgumentException">It has a layer that network.js does not support.</exception>
    public static PadNetwork Of(nn.Module<Tensor, Tensor> model) => new(NetworkLayer.Of(model, 1, 28, 28));

    /// <summary>In the order in which they run.</summary>
    public JsonArray Layers { get; } = [];

    /// <summary>All weights, float32, little-endian, base64.</summary>
    public string Weights { get; }

    /// <summary>The number of classes.</summary>
    public long Classes { get; }

    protected override JsonObject Identity(NetworkLayer layer) => Operation("same");

    protected override JsonObject Flatten(NetworkLayer layer) => Operation("same");

    protected override JsonObject Linear(NetworkLayer layer, Linear linear) =>
        Operation("linear", ("w", Add(linear.weight)), ("b", Add(linear.bias)));

    protected override JsonObject MaxPool(NetworkLayer layer, MaxPool2d pool) =>
        Window("max", pool.kernel_size, pool.stride, pool.padding, pool.dilation);

    protected override JsonObject AdaptiveAveragePool(NetworkLayer layer) => Operation("adaptive");

    protected override JsonObject Relu(NetworkLayer layer) => Function("relu");

    protected override JsonObject Relu6(NetworkLayer layer) => Function("relu6");

    protected override JsonObject Tanh(NetworkLayer layer) => Function("tanh");

    protected override JsonObject Sigmoid(NetworkLayer layer) => Function("sigmoid");

    protected override JsonObject LeakyRelu(NetworkLayer layer, double slope) => Function("leaky", slope);

    protected override JsonObject Elu(NetworkLayer layer, double alpha) => Function("elu", alpha);

    protected override JsonObject Silu(NetworkLayer layer) => Function("silu");

    protected override JsonObject Gelu(NetworkLayer layer, bool tanh) => Function(tanh ? "gelutanh" : "gelu");

    protected override JsonObject Softmax(NetworkLayer layer, long axis) => OverClasses(layer, "softmax", axis);

    protected override JsonObject LogSoftmax(NetworkLayer layer, long axis) => OverClasses(layer, "logsoftmax", axis);

    protected override JsonObject Convolution(NetworkLayer layer, Conv2d conv)
    {
        var json = Window("conv", conv.kernel_size, conv.stride, NetworkLayer.PaddingOf(conv), conv.dilation);
        json["groups"] = conv.groups;
        (json["w"], json["b"]) = (Add(conv.weight), Add(conv.bias));
        return json;
    }

    /// <summary>In evaluation, a factor and an offset for each channel.</summary>
    protected override JsonObject Normalization(NetworkLayer layer, NormBase norm)
    {
        using var scope = NewDisposeScope();
        using var withoutGradients = no_grad();
        var deviation = (norm.running_var!.to_type(ScalarType.Float64) + norm.eps).sqrt();
        var scale = (norm.weight is null ? ones_like(deviation) : norm.weight) / deviation;
        var shift = (norm.bias is null ? zeros_like(deviation) : norm.bias) - norm.running_mean! * scale;
        return Operation("scale", ("w", Add(scale)), ("b", Add(shift)));
    }

    protected override JsonObject AveragePool(NetworkLayer layer, AvgPool2d pool)
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
            ("kernel", Numbers(Pair(kernel))),
            ("stride", Numbers(Pair(stride ?? kernel))),
            ("pad", Numbers(Pair(padding ?? [0]))),
            ("dilation", Numbers(Pair(dilation ?? [1])))
        );

    /// <summary>Left and top; the padding on the other sides follows from the shapes.</summary>
    protected override JsonObject Padding(NetworkLayer layer, PadBase pad, string mode) =>
        Operation(
            "pad",
            ("mode", mode),
            ("value", pad.value),
            ("pad", Numbers([pad.padding[0], pad.padding.Length > 2 ? pad.padding[2] : 0]))
        );

    private static JsonObject Function(string function, double parameter = 0) =>
        Operation("map", ("f", function), ("a", parameter));

    private JsonObject OverClasses(NetworkLayer layer, string operation, long axis) =>
        layer.OutputShape.Length == 1 && axis is 1 or -1
            ? Operation(operation)
            : throw Unsupported(layer, $"dim = {axis} over an output of {layer.OutputShape.Length + 1} axes");

    private static JsonObject Operation(string operation, params (string Name, JsonNode? Value)[] fields)
    {
        var json = new JsonObject { ["op"] = operation };
        foreach (var (name, value) in fields)
            json[name] = value;
        return json;
    }

    private static JsonArray Numbers(long[] numbers) => new([.. numbers.Select(number => (JsonNode)number)]);

    /// <summary>Appends a tensor's values and returns where they start; -1 for none.</summary>
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
