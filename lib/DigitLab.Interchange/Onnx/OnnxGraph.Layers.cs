using DigitLab.Layers;
using TorchSharp;
using TorchSharp.Modules;

namespace DigitLab.Interchange;

/// <summary>Each layer as ONNX operators; the methods return the name of the layer's output.</summary>
internal sealed partial class OnnxGraph
{
    protected override string Identity(NetworkLayer layer) => current;

    protected override string Flatten(NetworkLayer layer) => Step("Flatten", [], new { axis = 1L });

    protected override string Linear(NetworkLayer layer, Linear linear) =>
        Step(
            "Gemm",
            [Store($"{layer.Name}.weight", linear.weight), Store($"{layer.Name}.bias", linear.bias)],
            new { transB = 1L }
        );

    protected override string Relu(NetworkLayer layer) => Step("Relu", []);

    protected override string Relu6(NetworkLayer layer) =>
        Step("Clip", [Store($"{layer.Name}.min", 0f), Store($"{layer.Name}.max", 6f)]);

    protected override string Tanh(NetworkLayer layer) => Step("Tanh", []);

    protected override string Sigmoid(NetworkLayer layer) => Step("Sigmoid", []);

    protected override string LeakyRelu(NetworkLayer layer, double slope) =>
        Step("LeakyRelu", [], new { alpha = (float)slope });

    protected override string Elu(NetworkLayer layer, double alpha) => Step("Elu", [], new { alpha = (float)alpha });

    protected override string Silu(NetworkLayer layer)
    {
        var x = current;
        return Step("Mul", [Step("Sigmoid", [])], first: x);
    }

    protected override string Softmax(NetworkLayer layer, long axis) => Step("Softmax", [], new { axis });

    protected override string LogSoftmax(NetworkLayer layer, long axis) => Step("LogSoftmax", [], new { axis });

    protected override string Convolution(NetworkLayer layer, Conv2d conv)
    {
        var before = NetworkLayer.PaddingOf(conv);
        // "same" may add one more row below and column to the right.
        var after =
            conv.padding_type == TorchSharp.Padding.Same
                ?
                [
                    .. conv
                        .kernel_size.Zip(conv.dilation, (kernel, dilation) => dilation * (kernel - 1))
                        .Zip(before, (all, first) => all - first),
                ]
                : before;
        return Step(
            "Conv",
            [Store($"{layer.Name}.weight", conv.weight), Store($"{layer.Name}.bias", conv.bias)],
            new
            {
                kernel_shape = Pair(conv.kernel_size),
                strides = Pair(conv.stride),
                pads = (long[])[.. Pair(before), .. Pair(after)],
                dilations = Pair(conv.dilation),
                group = conv.groups,
            }
        );
    }

    protected override string Normalization(NetworkLayer layer, NormBase norm)
    {
        using var scope = torch.NewDisposeScope();
        var (mean, variance) = (norm.running_mean!, norm.running_var!); // the visitor refuses layers without
        return Step(
            "BatchNormalization",
            [
                Store($"{layer.Name}.weight", norm.weight ?? torch.ones_like(mean)),
                Store($"{layer.Name}.bias", norm.bias ?? torch.zeros_like(mean)),
                Store($"{layer.Name}.running_mean", mean),
                Store($"{layer.Name}.running_var", variance),
            ],
            new { epsilon = (float)norm.eps }
        );
    }

    protected override string MaxPool(NetworkLayer layer, MaxPool2d pool)
    {
        RequireWholeWindows(layer, pool.ceil_mode);
        var (kernel_shape, strides, pads) = Window(pool.kernel_size, pool.stride, pool.padding);
        return Step(
            "MaxPool",
            [],
            new
            {
                kernel_shape,
                strides,
                pads,
                dilations = Pair(pool.dilation ?? [1]),
            }
        );
    }

    protected override string AveragePool(NetworkLayer layer, AvgPool2d pool)
    {
        RequireWholeWindows(layer, pool.ceil_mode);
        if (pool.divisor_override is { } divisor)
            throw Unsupported(layer, $"divisor_override = {divisor}");
        var (kernel_shape, strides, pads) = Window(pool.kernel_size, pool.stride, pool.padding);
        return Step(
            "AveragePool",
            [],
            new
            {
                kernel_shape,
                strides,
                pads,
                count_include_pad = pool.count_include_pad ? 1L : 0,
            }
        );
    }

    private static (long[] Kernel, long[] Strides, long[] Pads) Window(
        long[] kernel,
        long[]? stride,
        long[]? padding
    ) => (Pair(kernel), Pair(stride ?? kernel), [.. Pair(padding ?? [0]), .. Pair(padding ?? [0])]);

    /// <summary>Runtimes disagree about windows that extend past the edge.</summary>
    private void RequireWholeWindows(NetworkLayer layer, bool ceilMode)
    {
        if (ceilMode)
            throw Unsupported(layer, "ceil_mode");
    }

    protected override string AdaptiveAveragePool(NetworkLayer layer)
    {
        var (from, to) = (layer.InputShape[^2..], layer.OutputShape[^2..]);
        if (to is [1, 1])
            return Step("GlobalAveragePool", []);
        long[] window = [from[0] / to[0], from[1] / to[1]];
        return from[0] % to[0] == 0 && from[1] % to[1] == 0
            ? Step("AveragePool", [], new { kernel_shape = window, strides = window })
            : throw Unsupported(
                layer,
                $"windows of unequal size ({NetworkLayer.Text(from)} to {NetworkLayer.Text(to)})"
            );
    }

    /// <summary>TorchSharp's order, from the last axis: left, right, top, bottom.</summary>
    protected override string Padding(NetworkLayer layer, PadBase pad, string mode)
    {
        if (pad.padding.Length != 4)
            throw Unsupported(layer, $"{pad.padding.Length} numbers of padding");
        var (left, right, top, bottom) = (pad.padding[0], pad.padding[1], pad.padding[2], pad.padding[3]);
        return Step(
            "Pad",
            [
                Store($"{layer.Name}.pads", [0, 0, top, left, 0, 0, bottom, right]),
                mode == "constant" ? Store($"{layer.Name}.value", (float)pad.value) : null,
            ],
            new { mode }
        );
    }

    /// <summary>x / 2 · (1 + erf(x / √2)), or with tanh(√(2/π) (x + 0.044715 x³)) for the erf.</summary>
    protected override string Gelu(NetworkLayer layer, bool tanh)
    {
        var x = current;
        string Number(double number) => Store($"{layer.Name}.constant", (float)number);
        if (tanh)
        {
            Step("Mul", [x]);
            Step("Mul", [x]);
            Step("Mul", [Number(0.044715)]);
            Step("Add", [x]);
            Step("Mul", [Number(Math.Sqrt(2 / Math.PI))]);
            Step("Tanh", []);
        }
        else
        {
            Step("Mul", [Number(Math.Sqrt(0.5))]);
            Step("Erf", []);
        }
        Step("Add", [Number(1)]);
        Step("Mul", [x]);
        return Step("Mul", [Number(0.5)]);
    }
}
