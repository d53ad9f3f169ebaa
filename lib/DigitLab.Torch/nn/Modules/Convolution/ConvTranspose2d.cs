using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The transpose of a two-dimensional convolution over [N, C, H, W].</summary>
public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(
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
            nameof(ConvTranspose2d),
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
        return nn.functional.conv_transpose2d(
            input,
            weight,
            bias,
            stride,
            padding,
            OutputPadding(input, output_size),
            dilation,
            groups
        );
    }
}
