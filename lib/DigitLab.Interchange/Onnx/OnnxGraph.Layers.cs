using TorchSharp;
using TorchSharp.Modules;

namespace DigitLab.Interchange;

/// <summary>What each layer is in ONNX's operators.</summary>
internal sealed partial class OnnxGraph
{
    private const string Verb = "be exported to ONNX";

    public void Add(NetworkLayer layer)
    {
        switch (layer.Module)
        {
            case Identity or Dropout or Dropout1d or Dropout2d:
                break;
            case null:
                Step("Flatten", [], new { axis = 1L });
                break;
            case Flatten flatten when flatten.start_dim == 1 && layer.OutputShape.Length == 1:
                Step("Flatten", [], new { axis = 1L });
                break;
            case Flatten flatten:
                throw layer.Refuse(Verb, $"start_dim = {flatten.start_dim}, end_dim = {flatten.end_dim}");
            case Conv2d conv:
                Convolution(layer, conv);
                break;
            case Linear linear when layer.InputShape.Length == 1:
                Step(
                    "Gemm",
                    [Store($"{layer.Name}.weight", linear.weight), Store($"{layer.Name}.bias", linear.bias)],
                    new { transB = 1L }
                );
                break;
            case Linear:
                throw layer.Refuse(Verb, $"an input of {layer.InputShape.Length} axes (put a Flatten before it)");
            case BatchNorm1d or BatchNorm2d:
                Normalization(layer, (NormBase)layer.Module);
                break;
            case MaxPool2d pool:
                MaxPool(layer, pool);
                break;
            case AvgPool2d pool:
                AveragePool(layer, pool);
                break;
            case AdaptiveAvgPool2d:
                AdaptiveAveragePool(layer);
                break;
            case ZeroPad2d pad:
                Padding(layer, pad, "constant");
                break;
            case ConstantPad2d pad:
                Padding(layer, pad, "constant");
                break;
            case ReflectionPad2d pad:
                Padding(layer, pad, "reflect");
                break;
            case ReplicationPad2d pad:
                Padding(layer, pad, "edge");
                break;
            case ReLU:
                Step("Relu", []);
                break;
            case ReLU6:
                Step("Clip", [Store($"{layer.Name}.min", 0f), Store($"{layer.Name}.max", 6f)]);
                break;
            case Tanh:
                Step("Tanh", []);
                break;
            case Sigmoid:
                Step("Sigmoid", []);
                break;
            case LeakyReLU leaky:
                Step("LeakyRelu", [], new { alpha = (float)leaky.negative_slope });
                break;
            case ELU elu:
                Step("Elu", [], new { alpha = (float)elu.alpha });
                break;
            case SiLU:
                var x = current;
                Step("Mul", [Step("Sigmoid", [])], first: x);
                break;
            case GELU gelu:
                Gelu(layer, gelu);
                break;
            case Softmax softmax:
                Step("Softmax", [], new { axis = softmax.dim });
                break;
            case LogSoftmax softmax:
                Step("LogSoftmax", [], new { axis = softmax.dim });
                break;
            default:
                throw layer.Refuse(Verb);
        }
    }

    private void Convolution(NetworkLayer layer, Conv2d conv)
    {
        if (conv.padding_mode != PaddingModes.Zeros)
            throw layer.Refuse(Verb, $"padding mode {conv.padding_mode}");
        var before = NetworkLayer.PaddingOf(conv);
        // "same" may take one more zero below and to the right.
        var after =
            conv.padding_type == TorchSharp.Padding.Same
                ?
                [
                    .. conv
                        .kernel_size.Zip(conv.dilation, (kernel, dilation) => dilation * (kernel - 1))
                        .Zip(before, (all, first) => all - first),
                ]
                : before;
        Step(
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

    private void Normalization(NetworkLayer layer, NormBase norm)
    {
        if (norm.running_mean is null)
            throw layer.Refuse(Verb, "no running statistics");
        using var scope = torch.NewDisposeScope();
        Step(
            "BatchNormalization",
            [
                Store($"{layer.Name}.weight", norm.weight ?? torch.ones_like(norm.running_mean)),
                Store($"{layer.Name}.bias", norm.bias ?? torch.zeros_like(norm.running_mean)),
                Store($"{layer.Name}.running_mean", norm.running_mean),
                Store($"{layer.Name}.running_var", norm.running_var),
            ],
            new { epsilon = (float)norm.eps }
        );
    }

    private void MaxPool(NetworkLayer layer, MaxPool2d pool)
    {
        RequireWholeWindows(layer, pool.ceil_mode);
        var (kernel_shape, strides, pads) = Window(pool.kernel_size, pool.stride, pool.padding);
        Step(
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

    private void AveragePool(NetworkLayer layer, AvgPool2d pool)
    {
        RequireWholeWindows(layer, pool.ceil_mode);
        if (pool.divisor_override is { } divisor)
            throw layer.Refuse(Verb, $"divisor_override = {divisor}");
        var (kernel_shape, strides, pads) = Window(pool.kernel_size, pool.stride, pool.padding);
        Step(
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

    /// <summary>Runtimes do not agree on windows that reach over the edge.</summary>
    private static void RequireWholeWindows(NetworkLayer layer, bool ceilMode)
    {
        if (ceilMode)
            throw layer.Refuse(Verb, "ceil_mode");
    }

    private void AdaptiveAveragePool(NetworkLayer layer)
    {
        var (from, to) = (layer.InputShape[^2..], layer.OutputShape[^2..]);
        if (to is [1, 1])
            Step("GlobalAveragePool", []);
        else if (from[0] % to[0] == 0 && from[1] % to[1] == 0)
            Step(
                "AveragePool",
                [],
                new
                {
                    kernel_shape = (long[])[from[0] / to[0], from[1] / to[1]],
                    strides = (long[])[from[0] / to[0], from[1] / to[1]],
                }
            );
        else
            throw layer.Refuse(Verb, $"windows of unequal size ({NetworkLayer.Text(from)} to {NetworkLayer.Text(to)})");
    }

    /// <summary>TorchSharp counts from the last axis, before and after: left, right, top, bottom.</summary>
    private void Padding(NetworkLayer layer, PadBase pad, string mode)
    {
        if (pad.padding.Length != 4)
            throw layer.Refuse(Verb, $"{pad.padding.Length} numbers of padding");
        var (left, right, top, bottom) = (pad.padding[0], pad.padding[1], pad.padding[2], pad.padding[3]);
        Step(
            "Pad",
            [
                Store($"{layer.Name}.pads", [0, 0, top, left, 0, 0, bottom, right]),
                mode == "constant" ? Store($"{layer.Name}.value", (float)pad.value) : null,
            ],
            new { mode }
        );
    }

    /// <summary>x / 2 · (1 + erf(x / √2)), or with tanh(√(2/π) (x + 0.044715 x³)) for the erf.</summary>
    private void Gelu(NetworkLayer layer, GELU gelu)
    {
        var x = current;
        string Number(double number) => Store($"{layer.Name}.constant", (float)number);
        if (gelu.approximate == GELU.Approximate.tanh)
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
        Step("Mul", [Number(0.5)]);
    }

    private static long[] Pair(long[] sizes) => [sizes[0], sizes[^1]];
}
