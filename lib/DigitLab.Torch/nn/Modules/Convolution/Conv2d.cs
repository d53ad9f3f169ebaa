using DigitLab.Kernels;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A two-dimensional convolution over [N, C, H, W].</summary>
public sealed class Conv2d : Convolution, ISupportsPoolingFusion
{
    internal Conv2d(
        long in_channels,
        long out_channels,
        long[] kernel_size,
        PaddingModes padding_mode,
        long groups,
        bool bias,
        ScalarType? dtype,
        long[]? stride = null,
        long[]? padding = null,
        long[]? dilation = null,
        Padding? padding_type = null
    )
        : base(
            nameof(Conv2d),
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            padding_type,
            dilation,
            padding_mode,
            groups,
            bias,
            dtype
        ) { }

    public override Tensor forward(Tensor input) => Forward(input, Activation.None);

    Tensor ISupportsActivationFusion.Forward(Tensor input, Activation activation) => Forward(input, activation);

    private Tensor Forward(Tensor input, Activation activation)
    {
        RequireRank(input);
        if (BorderIsZeros)
            return nn.functional.Convolve(input, weight, bias, Arguments(), activation);
        var bordered = WithBorder(input, out var left);
        var arguments = Conv2dArguments.Of(stride, left, dilation, groups);
        return nn.functional.Convolve(bordered, weight, bias, arguments, activation);
    }

    bool ISupportsPoolingFusion.CanFuse(Tensor input, in Epilogue epilogue) =>
        BorderIsZeros
        && input.ndim == 4
        && PooledConvolutionOp.Handles(input, weight, bias, Arguments().Shape(input, weight, bias), epilogue);

    Tensor ISupportsPoolingFusion.Forward(Tensor input, Epilogue epilogue) =>
        PooledConvolutionOp.Forward(input, weight, bias, Arguments().Shape(input, weight, bias), epilogue);

    private Conv2dArguments Arguments() =>
        padding_type is { } type
            ? Conv2dArguments.Of(stride, type, dilation, groups, weight)
            : Conv2dArguments.Of(stride, padding, dilation, groups);
}
