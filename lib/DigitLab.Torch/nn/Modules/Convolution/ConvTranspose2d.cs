using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>The transpose of a two-dimensional convolution over [N, C, H, W].</summary>
    public sealed class ConvTranspose2d : ConvolutionTranspose
    {
        internal ConvTranspose2d(
            long in_channels,
            long out_channels,
            long[] kernel_size,
            long[] stride,
            long[] padding,
            long[] output_padding,
            long[] dilation,
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
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static ConvTranspose2d ConvTranspose2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                long stride = 1,
                long padding = 0,
                long output_padding = 0,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                new(
                    in_channels,
                    out_channels,
                    [kernel_size, kernel_size],
                    [stride, stride],
                    [padding, padding],
                    [output_padding, output_padding],
                    [dilation, dilation],
                    padding_mode,
                    groups,
                    bias,
                    dtype
                );

            public static ConvTranspose2d ConvTranspose2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                (long, long)? stride = null,
                (long, long)? padding = null,
                (long, long)? output_padding = null,
                (long, long)? dilation = null,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                new(
                    in_channels,
                    out_channels,
                    Both(kernel_size),
                    Both(stride ?? (1, 1)),
                    Both(padding ?? (0, 0)),
                    Both(output_padding ?? (0, 0)),
                    Both(dilation ?? (1, 1)),
                    padding_mode,
                    groups,
                    bias,
                    dtype
                );
        }
    }
}
