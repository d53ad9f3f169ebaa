using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>The arguments of a two-dimensional convolution besides its tensors. The pairs are of height and width.</summary>
internal readonly record struct Conv2dArguments(
    long[] Stride,
    (long Top, long Bottom, long Left, long Right) Padding,
    long[] Dilation,
    long Groups
)
{
    private const string Operation = "conv2d";

    /// <param name="padding">Zeros on each side of both dimensions.</param>
    public static Conv2dArguments Of(long[]? stride, long[]? padding, long[]? dilation, long groups)
    {
        var p = PairArgument.Expand(padding, 0, Operation);
        return new(
            PairArgument.Expand(stride, 1, Operation),
            (p[0], p[0], p[1], p[1]),
            PairArgument.Expand(dilation, 1, Operation),
            groups
        );
    }

    /// <summary>With the padding by name: none, or as much as keeps the size.</summary>
    public static Conv2dArguments Of(
        long[]? stride,
        Padding padding,
        long[]? dilation,
        long groups,
        torch.Tensor weight
    )
    {
        var arguments = Of(stride, (long[]?)null, dilation, groups);
        if (padding != TorchSharp.Padding.Same)
            return arguments;
        if (arguments.Stride is not [1, 1])
            throw new TorchException("conv2d: padding 'same' is not supported for strided convolutions");
        var height = arguments.Dilation[0] * (weight.size(2) - 1);
        var width = arguments.Dilation[1] * (weight.size(3) - 1);
        return arguments with { Padding = (height / 2, height - height / 2, width / 2, width - width / 2) };
    }

    /// <summary>The sizes of the convolution of these tensors.</summary>
    /// <exception cref="TorchException">They do not fit together.</exception>
    public Conv2dShape Shape(torch.Tensor x, torch.Tensor weight, torch.Tensor? bias)
    {
        var (s, w) = (x.Impl.Sizes, weight.Impl.Sizes);
        if (s.Length != 4 || w.Length != 4)
            throw new TorchException(
                $"{Operation}: expects an input [N, C, H, W] and weights [out, in/groups, kH, kW], got {Shapes.Text(s)} and {Shapes.Text(w)}"
            );
        MatMulOp.RequireSameFloat(x, weight, Operation);
        if (Groups <= 0 || w[0] % Groups != 0)
            throw new TorchException($"{Operation}: {w[0]} output channels cannot be divided into {Groups} groups");
        if (s[1] != w[1] * Groups)
            throw new TorchException(
                $"{Operation}: given groups={Groups}, weight of size {Shapes.Text(w)}, expected input {Shapes.Text(s)} to have "
                    + $"{w[1] * Groups} channels, but got {s[1]} channels instead"
            );
        if (bias is not null && (bias.Impl.Sizes.Length != 1 || bias.Impl.Sizes[0] != w[0]))
            throw new TorchException($"{Operation}: expects a bias [{w[0]}], got {Shapes.Text(bias.Impl.Sizes)}");
        if (Stride[0] <= 0 || Stride[1] <= 0 || Dilation[0] <= 0 || Dilation[1] <= 0)
            throw new TorchException(
                $"{Operation}: stride {Shapes.Text(Stride)} and dilation {Shapes.Text(Dilation)} must be greater than zero"
            );
        if (Padding.Top < 0 || Padding.Bottom < 0 || Padding.Left < 0 || Padding.Right < 0)
            throw new TorchException($"{Operation}: negative padding is not supported");
        var (spanH, spanW) = (Dilation[0] * (w[2] - 1) + 1, Dilation[1] * (w[3] - 1) + 1);
        var (paddedH, paddedW) = (s[2] + Padding.Top + Padding.Bottom, s[3] + Padding.Left + Padding.Right);
        if (spanH > paddedH || spanW > paddedW)
            throw new TorchException(
                $"{Operation}: calculated padded input size per channel: ({paddedH} x {paddedW}). Kernel size: ({spanH} x {spanW}). "
                    + "Kernel size can't be greater than actual input size"
            );
        return new Conv2dShape(
            N: checked((int)s[0]),
            L: (int)Layout.PaddedBatch(s[0]),
            Cin: (int)s[1],
            H: (int)s[2],
            W: (int)s[3],
            Cout: (int)w[0],
            KH: (int)w[2],
            KW: (int)w[3],
            StrideH: (int)Stride[0],
            StrideW: (int)Stride[1],
            PadTop: (int)Padding.Top,
            PadLeft: (int)Padding.Left,
            DilationH: (int)Dilation[0],
            DilationW: (int)Dilation[1],
            Groups: (int)Groups,
            OH: (int)((paddedH - spanH) / Stride[0] + 1),
            OW: (int)((paddedW - spanW) / Stride[1] + 1)
        );
    }
}
