using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>The transpose of a convolution: its output is what the convolution's backward pass gives for the input.</summary>
internal static unsafe class ConvolutionTransposedOp
{
    /// <summary>Of the convolution that leads from the output to <paramref name="x"/>.</summary>
    public static Conv2dShape Shape(
        torch.Tensor x,
        torch.Tensor weight,
        torch.Tensor? bias,
        long[] stride,
        long[] padding,
        long[] outputPadding,
        long[] dilation,
        long groups
    )
    {
        const string Name = "conv_transpose2d";
        var (s, w) = (x.Impl.Sizes, weight.Impl.Sizes);
        if (s.Length != 4 || w.Length != 4)
            throw new TorchException(
                $"{Name}: expects an input [N, C, H, W] and weights [C, out/groups, kH, kW], got {Shapes.Text(s)} and {Shapes.Text(w)}"
            );
        MatMulOp.RequireSameFloat(x, weight, Name);
        if (groups <= 0 || s[1] % groups != 0 || s[1] != w[0])
            throw new TorchException(
                $"{Name}: given groups={groups}, weight of size {Shapes.Text(w)}, expected input {Shapes.Text(s)} to have {w[0]} "
                    + $"channels, but got {s[1]} channels instead"
            );
        if (bias is not null && (bias.Impl.Sizes.Length != 1 || bias.Impl.Sizes[0] != w[1] * groups))
            throw new TorchException($"{Name}: expects a bias [{w[1] * groups}], got {Shapes.Text(bias.Impl.Sizes)}");
        for (var d = 0; d < 2; d++)
        {
            if (stride[d] <= 0 || dilation[d] <= 0 || padding[d] < 0)
                throw new TorchException(
                    $"{Name}: stride {Shapes.Text(stride)} and dilation {Shapes.Text(dilation)} must be greater than zero and "
                        + $"padding {Shapes.Text(padding)} not negative"
                );
            if (outputPadding[d] < 0 || outputPadding[d] >= Math.Max(stride[d], dilation[d]))
                throw new TorchException(
                    $"{Name}: output padding must be smaller than either stride or dilation, but got output_padding "
                        + $"{Shapes.Text(outputPadding)}, stride {Shapes.Text(stride)}, dilation {Shapes.Text(dilation)}"
                );
        }
        var (height, width) = (Out(0), Out(1));
        if (height <= 0 || width <= 0)
            throw new TorchException(
                $"{Name}: given input size {Shapes.Text(s)}, the output size ({height} x {width}) is too small"
            );
        return new Conv2dShape(
            checked((int)s[0]),
            (int)Layout.PaddedBatch(s[0]),
            (int)(w[1] * groups),
            (int)height,
            (int)width,
            (int)s[1],
            (int)w[2],
            (int)w[3],
            (int)stride[0],
            (int)stride[1],
            (int)padding[0],
            (int)padding[1],
            (int)dilation[0],
            (int)dilation[1],
            (int)groups,
            (int)s[2],
            (int)s[3]
        );

        long Out(int d) =>
            (s[2 + d] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (w[2 + d] - 1) + outputPadding[d] + 1;
    }

    public static torch.Tensor Forward(torch.Tensor x, torch.Tensor weight, Conv2dShape shape)
    {
        using var input = BatchInnermost.From(x);
        using var w = weight.contiguous();
        var output = torch.Tensor.AllocateBatchInnermost([shape.N, shape.Cin, shape.H, shape.W], x.dtype);
        if (x.numel() == 0)
            output.Fill(0);
        else if (x.dtype == torch.ScalarType.Float32)
            Conv2d.BackwardInput(shape, input.Data<float>(), w.Data<float>(), output.Data<float>());
        else
            Naive.Conv2dBackwardInput(shape, input.Data<double>(), w.Data<double>(), output.Data<double>());
        GC.KeepAlive(input);
        GC.KeepAlive(w);
        var result = BatchInnermost.ToPreferredLayout(output);
        return Autograd.ShouldRecord(x, weight)
            ? Autograd.Record(
                "conv_transpose2d",
                result,
                [x, weight],
                [input, w],
                (grad, saved, need) =>
                {
                    Autograd.ThrowIfDoubleBackward("conv_transpose2d");
                    return
                    [
                        need[0] ? ConvolutionOp.Forward(grad, saved[1], null, shape) : null,
                        need[1] ? WeightGradient(grad, saved[0], saved[1], shape) : null,
                    ];
                }
            )
            : result;
    }

    private static torch.Tensor WeightGradient(
        torch.Tensor grad,
        torch.Tensor x,
        torch.Tensor weight,
        Conv2dShape shape
    )
    {
        using var g = BatchInnermost.From(grad);
        using var input = BatchInnermost.From(x);
        var result = torch.Tensor.Allocate(weight.Impl.Sizes, x.dtype);
        if (x.dtype == torch.ScalarType.Float32)
            Conv2d.BackwardWeight(shape, g.Data<float>(), input.Data<float>(), result.Data<float>(), null);
        else
            Naive.Conv2dBackwardWeight(shape, g.Data<double>(), input.Data<double>(), result.Data<double>(), null);
        GC.KeepAlive(g);
        GC.KeepAlive(input);
        return result;
    }
}

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>The transpose of conv2d: what makes small images large in decoders and generators.</summary>
            /// <param name="input">[N, C, H, W], or one image [C, H, W].</param>
            /// <param name="weight">[C, out / groups, kH, kW].</param>
            /// <param name="bias">[out].</param>
            /// <returns>[N, out, H', W'], H' = (H - 1)·stride - 2·padding + dilation·(kH - 1) + output_padding + 1.</returns>
            public static Tensor conv_transpose2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? output_padding = null,
                long[]? dilation = null,
                long groups = 1
            )
            {
                if (input.Impl.Sizes.Length == 3)
                    return conv_transpose2d(
                            input.unsqueeze(0),
                            weight,
                            bias,
                            strides,
                            padding,
                            output_padding,
                            dilation,
                            groups
                        )
                        .squeeze(0);
                var shape = ConvolutionTransposedOp.Shape(
                    input,
                    weight,
                    bias,
                    PairArgument.Expand(strides, 1, "conv_transpose2d"),
                    PairArgument.Expand(padding, 0, "conv_transpose2d"),
                    PairArgument.Expand(output_padding, 0, "conv_transpose2d"),
                    PairArgument.Expand(dilation, 1, "conv_transpose2d"),
                    groups
                );
                var output = ConvolutionTransposedOp.Forward(input, weight, shape);
                return bias is null ? output : output + ClassWise(bias, output);
            }
        }
    }
}
