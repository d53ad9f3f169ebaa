using DigitLab.Kernels;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>A two-dimensional convolution (cross-correlation, as in PyTorch).</summary>
            /// <param name="input">[N, C, H, W], or one image [C, H, W].</param>
            /// <param name="weight">[out, C / groups, kH, kW].</param>
            /// <param name="bias">[out].</param>
            /// <returns>[N, out, H', W'] with H' = (H + 2·padding - dilation·(kH - 1) - 1) / stride + 1.</returns>
            public static Tensor conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                long[]? padding = null,
                long[]? dilation = null,
                long groups = 1
            ) => conv2d(input, weight, bias, strides, padding, dilation, groups, default(Modules.Epilogue))!;

            /// <returns>Null where the pooling needs a pass of its own.</returns>
            internal static Tensor? conv2d(
                Tensor input,
                Tensor weight,
                Tensor? bias,
                long[]? strides,
                long[]? padding,
                long[]? dilation,
                long groups,
                Modules.Epilogue stages
            )
            {
                var p = PairArgument.Expand(padding, 0, "conv2d");
                return Convolve(input, weight, bias, strides, (p[0], p[0], p[1], p[1]), dilation, groups, stages);
            }

            /// <summary>The same with the padding by name: none, or as much as keeps the size.</summary>
            public static Tensor conv2d_padding(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                Padding padding = Padding.Valid,
                long[]? dilation = null,
                long groups = 1
            ) => conv2d_padding(input, weight, bias, strides, padding, dilation, groups, default(Modules.Epilogue))!;

            /// <returns>Null where the pooling needs a pass of its own.</returns>
            internal static Tensor? conv2d_padding(
                Tensor input,
                Tensor weight,
                Tensor? bias,
                long[]? strides,
                Padding padding,
                long[]? dilation,
                long groups,
                Modules.Epilogue stages
            )
            {
                var (height, width) = (0L, 0L);
                if (padding == Padding.Same)
                {
                    if (PairArgument.Expand(strides, 1, "conv2d") is not [1, 1])
                        throw new TorchException("conv2d: padding 'same' is not supported for strided convolutions");
                    var d = PairArgument.Expand(dilation, 1, "conv2d");
                    (height, width) = (d[0] * (weight.size(2) - 1), d[1] * (weight.size(3) - 1));
                }
                var border = (height / 2, height - height / 2, width / 2, width - width / 2);
                return Convolve(input, weight, bias, strides, border, dilation, groups, stages);
            }

            private static Tensor? Convolve(
                Tensor input,
                Tensor weight,
                Tensor? bias,
                long[]? strides,
                (long Top, long Bottom, long Left, long Right) padding,
                long[]? dilation,
                long groups,
                Modules.Epilogue stages
            )
            {
                if (input.Impl.Sizes.Length == 3)
                    return Convolve(input.unsqueeze(0), weight, bias, strides, padding, dilation, groups, stages)
                        ?.squeeze(0);
                var shape = ConvolutionOp.Shape(
                    input,
                    weight,
                    bias,
                    PairArgument.Expand(strides, 1, "conv2d"),
                    padding,
                    PairArgument.Expand(dilation, 1, "conv2d"),
                    groups,
                    "conv2d"
                );
                return ConvolutionOp.Forward(input, weight, bias, shape, stages);
            }
        }
    }
}
