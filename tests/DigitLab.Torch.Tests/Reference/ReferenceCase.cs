using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>A case of the reference files: values that PyTorch computed.</summary>
internal sealed class ReferenceCase(string file, int index, JsonElement json)
{
    public static readonly string[] Files =
    [
        "activation",
        "arith",
        "conv2d",
        "linear",
        "loss",
        "pool",
        "norm",
        "more-nn",
        "more-tensor",
    ];

    public string File => file;
    public string Operation => json.GetProperty("op").GetString()!;
    public JsonElement Json => json;
    public JsonElement Arguments => json.GetProperty("args");

    public override string ToString() => $"{file}[{index}] {Operation} {Arguments}";

    public static IReadOnlyList<ReferenceCase> Load(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Reference", "data", file + ".json");
        using var document = JsonDocument.Parse(System.IO.File.ReadAllBytes(path));
        return document
            .RootElement.GetProperty("cases")
            .EnumerateArray()
            .Select((element, i) => new ReferenceCase(file, i, element.Clone()))
            .ToList();
    }

    public static Tensor Read(JsonElement tensor, ScalarType? type = null)
    {
        var shape = tensor.GetProperty("shape").EnumerateArray().Select(e => e.GetInt64()).ToArray();
        var data = tensor.GetProperty("data").EnumerateArray();
        var dtype = tensor.GetProperty("dtype").GetString() switch
        {
            "float32" => float32,
            "float64" => float64,
            "int64" => int64,
            "bool" => ScalarType.Bool,
            var other => throw new NotSupportedException(other),
        };
        var values = data.Select(e =>
                e.ValueKind switch
                {
                    JsonValueKind.True => 1.0,
                    JsonValueKind.False => 0.0,
                    _ => e.GetDouble(),
                }
            )
            .ToArray();
        if (type is { } wanted && dtype is ScalarType.Float32)
            dtype = wanted;
        return torch.tensor(values, shape, dtype);
    }

    public Dictionary<string, Tensor> Inputs(ScalarType? type = null)
    {
        var inputs = json.GetProperty("inputs").EnumerateObject().ToDictionary(p => p.Name, p => Read(p.Value, type));
        foreach (var input in inputs.Values)
            if (input.is_floating_point())
                input.requires_grad = true;
        return inputs;
    }

    public long Long(string name, long otherwise = 0) =>
        Arguments.TryGetProperty(name, out var value) ? value.GetInt64() : otherwise;

    public bool Has(string name) => Arguments.TryGetProperty(name, out _);

    public string Text(string name) => Arguments.GetProperty(name).ToString();

    /// <summary>|ours - theirs| ≤ 1e-5 + 1e-4·|theirs|, as the reference asks.</summary>
    public static void ShouldAgree(Tensor ours, JsonElement theirs, string what)
    {
        var expected = Read(theirs);
        ours.shape.ShouldBe(expected.shape, what);
        var a = ours.detach().to_type(float64).data<double>().ToArray();
        var b = expected.to_type(float64).data<double>().ToArray();
        for (var i = 0; i < a.Length; i++)
            (Math.Abs(a[i] - b[i]) <= 1e-5 + 1e-4 * Math.Abs(b[i])).ShouldBeTrue(
                $"{what}: element {i} is {a[i]}, PyTorch has {b[i]}"
            );
    }
}
