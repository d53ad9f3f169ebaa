using System.Runtime.InteropServices;
using DigitLab.Files;
using DigitLab.Layers;
using static TorchSharp.torch;

namespace DigitLab.Interchange;

/// <summary>A chain of nodes and their initializers: the first fields of a GraphProto (onnx.proto).</summary>
internal sealed partial class OnnxGraph() : LayerVisitor<string>("ONNX export")
{
    public const string Input = "input",
        Output = "output";

    /// <summary>TensorProto.DataType.</summary>
    public const int Float = 1,
        Int64 = 7;

    /// <summary>AttributeProto.AttributeType.</summary>
    private const int FloatAttribute = 1,
        IntAttribute = 2,
        StringAttribute = 3,
        IntsAttribute = 7;

    private readonly List<Action<ProtobufWriter>> nodes = [];
    private readonly List<Action<ProtobufWriter>> initializers = [];
    private string current = Input;
    private int values;

    /// <summary>Makes the last result the output.</summary>
    public void End() => Node("Identity", Output, [current]);

    public void Write(ProtobufWriter graph)
    {
        foreach (var node in nodes)
            graph.Message(1, node);
        foreach (var initializer in initializers)
            graph.Message(5, initializer);
    }

    /// <summary>A node whose first input is <paramref name="first"/>, by default the last result; its result becomes the last one.</summary>
    private string Step(string operation, string?[] others, object? attributes = null, string? first = null)
    {
        var result = $"value{++values}";
        Node(operation, result, [first ?? current, .. others.OfType<string>()], attributes);
        return current = result;
    }

    /// <param name="attributes">An object whose properties are the attributes: long, long[], float or string.</param>
    private void Node(string operation, string result, string[] inputs, object? attributes = null) =>
        nodes.Add(node =>
        {
            foreach (var input in inputs)
                node.String(1, input);
            node.String(2, result);
            node.String(3, $"{operation}_{result}");
            node.String(4, operation);
            foreach (var property in attributes?.GetType().GetProperties() ?? [])
                if (property.GetValue(attributes) is { } value)
                    node.Message(5, attribute => WriteAttribute(attribute, property.Name, value));
        });

    private static void WriteAttribute(ProtobufWriter attribute, string name, object value)
    {
        attribute.String(1, name);
        switch (value)
        {
            case float number:
                attribute.Float(2, number);
                attribute.Int64(20, FloatAttribute);
                break;
            case long number:
                attribute.Int64(3, number);
                attribute.Int64(20, IntAttribute);
                break;
            case string text:
                attribute.String(4, text);
                attribute.Int64(20, StringAttribute);
                break;
            case long[] numbers:
                foreach (var number in numbers)
                    attribute.Int64(8, number);
                attribute.Int64(20, IntsAttribute);
                break;
            default:
                throw new NotSupportedException($"attribute {name} of type {value.GetType()}");
        }
    }

    /// <summary>Stores a tensor as float32 and returns its name; null for none.</summary>
    private string? Store(string name, Tensor? tensor)
    {
        if (tensor is null)
            return null;
        using var withoutGradients = no_grad();
        using var single = tensor.to_type(ScalarType.Float32);
        using var rows = single.cpu().contiguous();
        return Store(name, Float, tensor.shape, rows.bytes.ToArray());
    }

    private string Store(string name, float number) => Store(name, Float, [], BitConverter.GetBytes(number));

    private string Store(string name, long[] numbers) =>
        Store(name, Int64, [numbers.Length], MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray());

    private string Store(string name, int type, long[] shape, byte[] bytes)
    {
        // A module that is called twice is stored twice, under different names.
        name = $"{name}.{initializers.Count}";
        initializers.Add(tensor =>
        {
            foreach (var size in shape)
                tensor.Int64(1, size);
            tensor.Int64(2, type);
            tensor.String(8, name);
            tensor.Bytes(9, bytes);
        });
        return name;
    }
}
