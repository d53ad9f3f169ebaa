using DigitLab.Kernels;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A two-dimensional convolution over [N, C, H, W].</summary>
    public sealed class Conv2d : Convolution, ISupportsPoolingFusion
    {
        internal Conv2d(
            long in_channels,
            long out_channels,
            long[] kernel_size,
            long[] stride,
            long[] padding,
            Padding? padding_type,
            long[] dilation,
            PaddingModes padding_mode,
            long groups,
            bool bias,
            ScalarType? dtype
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
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                long stride = 1,
                long padding = 0,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                Conv2d(
                    in_channels,
                    out_channels,
                    (kernel_size, kernel_size),
                    (stride, stride),
                    (padding, padding),
                    (dilation, dilation),
                    padding_mode,
                    groups,
                    bias,
                    device,
                    dtype
                );

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                (long, long)? stride = null,
                (long, long)? padding = null,
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
                    null,
                    Both(dilation ?? (1, 1)),
                    padding_mode,
                    groups,
                    bias,
                    dtype
                );

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                long kernel_size,
                Padding padding,
                long stride = 1,
                long dilation = 1,
                PaddingModes padding_mode = PaddingModes.Zeros,
                long groups = 1,
                bool bias = true,
                Device? device = null,
                ScalarType? dtype = null
            ) =>
                Conv2d(
                    in_channels,
                    out_channels,
                    (kernel_size, kernel_size),
                    padding,
                    (stride, stride),
                    (dilation, dilation),
                    padding_mode,
                    groups,
                    bias,
                    device,
                    dtype
                );

            public static Conv2d Conv2d(
                long in_channels,
                long out_channels,
                (long, long) kernel_size,
                Padding padding,
                (long, long)? stride = null,
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
                    [0, 0],
                    padding,
                    Both(dilation ?? (1, 1)),
                    padding_mode,
                    groups,
                    bias,
                    dtype
                );

            private static long[] Both((long, long) pair) => [pair.Item1, pair.Item2];
        }
    }
}
