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
            ) => Convolve(input, weight, bias, Conv2dArguments.Of(strides, padding, dilation, groups));

            /// <summary>The same with the padding by name: none, or as much as keeps the size.</summary>
            public static Tensor conv2d_padding(
                Tensor input,
                Tensor weight,
                Tensor? bias = null,
                long[]? strides = null,
                Padding padding = Padding.Valid,
                long[]? dilation = null,
                long groups = 1
            ) => Convolve(input, weight, bias, Conv2dArguments.Of(strides, padding, dilation, groups, weight));

            internal static Tensor Convolve(
                Tensor input,
                Tensor weight,
                Tensor? bias,
                in Conv2dArguments arguments,
                Activation activation = Activation.None
            ) =>
                input.Impl.Sizes.Length == 3
                    ? Convolve(input.unsqueeze(0), weight, bias, arguments, activation).squeeze(0)
                    : ConvolutionOp.Forward(input, weight, bias, arguments.Shape(input, weight, bias), activation);
        }
    }
}
