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

    public override Tensor forward(Tensor input) => Forward(input, default(Epilogue))!;

    Tensor ISupportsActivationFusion.Forward(Tensor input, Activation activation) =>
        Forward(input, new Epilogue(activation))!;

    Tensor? ISupportsPoolingFusion.Forward(Tensor input, Epilogue stages) => Forward(input, stages);

    private Tensor? Forward(Tensor input, Epilogue stages)
    {
        RequireRank(input);
        if (padding_type is { } type && BorderIsZeros)
            return nn.functional.conv2d_padding(input, weight, bias, stride, type, dilation, groups, stages);
        var bordered = WithBorder(input, out var left);
        return nn.functional.conv2d(bordered, weight, bias, stride, left, dilation, groups, stages);
    }
}
