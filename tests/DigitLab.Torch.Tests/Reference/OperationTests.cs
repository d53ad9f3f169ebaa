using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>Outputs and gradients of every operation, against PyTorch's.</summary>
public class OperationTests
{
    public static TheoryData<string, int> Cases()
    {
        var data = new TheoryData<string, int>();
        foreach (var file in ReferenceCase.Files)
            for (var i = 0; i < ReferenceCase.Load(file).Count; i++)
                data.Add(file, i);
        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Output_and_gradients_are_PyTorchs(string file, int index) => Check(file, index, float32);

    [Theory]
    [MemberData(nameof(Cases))]
    public void So_they_are_in_double_precision(string file, int index) => Check(file, index, float64);

    private static void Check(string file, int index, ScalarType type)
    {
        var reference = ReferenceCase.Load(file)[index];
        var inputs = reference.Inputs(type);
        var output = Operations.Run(reference, inputs);
        ReferenceCase.ShouldAgree(output, reference.Json.GetProperty("output"), $"{reference} output");
        if (!reference.Json.TryGetProperty("upstream", out var upstream))
            return;
        output.backward([ReferenceCase.Read(upstream, type)]);
        foreach (var gradient in reference.Json.GetProperty("grads").EnumerateObject())
            ReferenceCase.ShouldAgree(
                inputs[gradient.Name].grad ?? zeros_like(inputs[gradient.Name]),
                gradient.Value,
                $"{reference} gradient of {gradient.Name}"
            );
    }
}

/// <summary>The reference files' operations by name.</summary>
internal static class Operations
{
    public static Tensor Run(ReferenceCase c, Dictionary<string, Tensor> inputs)
    {
        if ((TensorOperations.Run(c, inputs) ?? MoreOperations.Run(c, inputs)) is { } more)
            return more;
        Tensor In(string name = "input") => inputs[name];
        var F = c.Operation;
        return F switch
        {
            "relu" => nn.functional.relu(In()),
            "tanh" => nn.functional.tanh(In()),
            "sigmoid" => nn.functional.sigmoid(In()),
            "leaky_relu" => nn.functional.leaky_relu(In()),
            "elu" => nn.functional.elu(In(), 1),
            "selu" => nn.functional.selu(In()),
            "gelu" => nn.functional.gelu(In()),
            "silu" => nn.functional.silu(In()),
            "softplus" => nn.functional.softplus(In()),
            "relu6" => nn.functional.relu6(In()),
            "hardtanh" => nn.functional.hardtanh(In()),
            "exp" => In().exp(),
            "log" => In().log(),
            "sqrt" => In().sqrt(),
            "abs" => In().abs(),
            "square" => In().square(),
            "reciprocal" => In().reciprocal(),
            "softmax" => nn.functional.softmax(In(), c.Long("dim")),
            "log_softmax" => nn.functional.log_softmax(In(), c.Long("dim")),
            "add" => In("a") + In("b"),
            "sub" => In("a") - In("b"),
            "mul" => In("a") * In("b"),
            "div" => In("a") / In("b"),
            "sum" => In().sum(Dims(c), Keep(c)),
            "mean" => In().mean(Dims(c), Keep(c)),
            "amax" => In().amax(Dims(c), Keep(c)),
            "amin" => In().amin(Dims(c), Keep(c)),
            "var" => In().var(c.Long("dim")),
            "std" => In().std(c.Long("dim")),
            "argmax" => In().argmax(c.Long("dim")),
            "permute" => In().permute(2, 0, 1).reshape(5, 12),
            "index_select" => In().index_select(0, In("index")),
            "gather" => In().gather(1, In("index")),
            "cat" => torch.cat([In("a"), In("b")], 1),
            "pad" => nn.functional.pad(In(), [1, 2, 0, 3]),
            "conv2d" => Conv2d(c, inputs),
            "max_pool2d" => nn.functional.max_pool2d(In(), c.Long("kernel_size"), c.Long("stride"), c.Long("padding")),
            "avg_pool2d" => nn.functional.avg_pool2d(In(), c.Long("kernel_size"), c.Long("stride"), c.Long("padding")),
            "adaptive_avg_pool2d" => nn.functional.adaptive_avg_pool2d(In(), 1L),
            "linear" => nn.functional.linear(In(), In("weight"), In("bias")),
            "matmul" => In("a").matmul(In("b")),
            "cross_entropy" => nn.functional.cross_entropy(
                In(),
                In("target"),
                reduction: Reduction(c),
                label_smoothing: c.Has("label_smoothing") ? c.Arguments.GetProperty("label_smoothing").GetDouble() : 0
            ),
            "nll_loss" => nn.functional.nll_loss(
                nn.functional.log_softmax(In(), 1),
                In("target"),
                reduction: Reduction(c)
            ),
            "mse_loss" => nn.functional.mse_loss(In(), In("target"), Reduction(c)),
            "binary_cross_entropy" => nn.functional.binary_cross_entropy(
                In().sigmoid(),
                In("target"),
                reduction: Reduction(c)
            ),
            "binary_cross_entropy_with_logits" => nn.functional.binary_cross_entropy_with_logits(
                In(),
                In("target"),
                reduction: Reduction(c)
            ),
            _ => throw new NotSupportedException($"no operation for {c}"),
        };
    }

    private static Tensor Conv2d(ReferenceCase c, Dictionary<string, Tensor> inputs)
    {
        var bias = inputs.GetValueOrDefault("bias");
        if (c.Arguments.GetProperty("padding").ValueKind == JsonValueKind.String)
            return nn.functional.conv2d_padding(inputs["input"], inputs["weight"], bias, padding: Padding.Same);
        return nn.functional.conv2d(
            inputs["input"],
            inputs["weight"],
            bias,
            [c.Long("stride"), c.Long("stride")],
            [c.Long("padding"), c.Long("padding")],
            [c.Long("dilation"), c.Long("dilation")],
            c.Long("groups")
        );
    }

    private static long[] Dims(ReferenceCase c)
    {
        var dim = c.Arguments.GetProperty("dim");
        return dim.ValueKind == JsonValueKind.Array
            ? dim.EnumerateArray().Select(e => e.GetInt64()).ToArray()
            : [dim.GetInt64()];
    }

    private static bool Keep(ReferenceCase c) => c.Arguments.GetProperty("keepdim").GetBoolean();

    private static nn.Reduction Reduction(ReferenceCase c) =>
        c.Has("reduction") && c.Text("reduction") == "sum" ? nn.Reduction.Sum : nn.Reduction.Mean;
}
