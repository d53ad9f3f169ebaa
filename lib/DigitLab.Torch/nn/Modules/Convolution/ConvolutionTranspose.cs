using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>What transposed convolutions share.</summary>
public abstract class ConvolutionTranspose : Convolution
{
    private protected ConvolutionTranspose(
        string name,
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
            name,
            in_channels,
            out_channels,
            kernel_size,
            stride,
            padding,
            null,
            dilation,
            padding_mode,
            groups,
            bias,
            dtype,
            true,
            output_padding
        )
    {
        if (padding_mode != PaddingModes.Zeros)
            throw new ArgumentException($"{name}: only \"Zeros\" padding mode is supported, got {padding_mode}");
    }

    public override Tensor forward(Tensor input) => forward(input, null!);

    /// <param name="output_size">Which of the sizes that the stride leaves open the output has; null for the smallest.</param>
    public abstract Tensor forward(Tensor input, long[] output_size);

    /// <summary>The output padding that leads to the output size asked for.</summary>
    private protected long[] OutputPadding(Tensor input, long[]? output_size)
    {
        if (output_size is null)
            return output_padding;
        var dims = kernel_size.Length;
        if (output_size.Length < dims)
            throw new ArgumentException(
                $"{GetName()}: output_size {Shapes.Text(output_size)} must name {dims} dimensions"
            );
        var result = new long[dims];
        for (var d = 0; d < dims; d++)
        {
            var smallest =
                (input.size(-dims + d) - 1) * stride[d] - 2 * padding[d] + dilation[d] * (kernel_size[d] - 1) + 1;
            result[d] = output_size[output_size.Length - dims + d] - smallest;
            if (result[d] < 0 || result[d] >= stride[d])
                throw new ArgumentException(
                    $"{GetName()}: output size {Shapes.Text(output_size)} is not possible for an input of shape "
                        + $"{Shapes.Text(input.shape)}: dimension {d} may be {smallest} to {smallest + stride[d] - 1}"
                );
        }
        return result;
    }
}
