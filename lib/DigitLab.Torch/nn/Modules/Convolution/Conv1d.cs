using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A one-dimensional convolution over [N, C, L].</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(
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
            nameof(Conv1d),
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

    public override Tensor forward(Tensor input)
    {
        RequireRank(input);
        if (padding_type is { } type && BorderIsZeros)
            return nn.functional.conv1d_padding(input, weight, bias, stride[0], type, dilation[0], groups);
        var bordered = WithBorder(input, out var left);
        return nn.functional.conv1d(bordered, weight, bias, stride[0], left[0], dilation[0], groups);
    }
}
