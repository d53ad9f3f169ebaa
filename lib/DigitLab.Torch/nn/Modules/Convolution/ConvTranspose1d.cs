using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The transpose of a one-dimensional convolution over [N, C, L].</summary>
public sealed class ConvTranspose1d : ConvolutionTranspose
{
    internal ConvTranspose1d(
        long in_channels,
        long out_channels,
        long[] kernel_size,
        long[]? stride,
        long[]? padding,
        long[]? output_padding,
        long[]? dilation,
        PaddingModes padding_mode,
        long groups,
        bool bias,
        ScalarType? dtype
    )
        : base(
            nameof(ConvTranspose1d),
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            output_padding,
            dilation,
            padding_mode,
            groups,
            bias,
            dtype
        ) { }

    public override Tensor forward(Tensor input, long[] output_size)
    {
        RequireRank(input);
        return nn.functional.conv_transpose1d(
            input,
            weight,
            bias,
            stride[0],
            padding[0],
            OutputPadding(input, output_size)[0],
            dilation[0],
            groups
        );
    }
}
