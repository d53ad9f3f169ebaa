using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The mean of each window of [N, C, H, W].</summary>
public sealed class AvgPool2d : ParameterLessModule<Tensor, Tensor>, IPoolingModule
{
    internal AvgPool2d(
        long[] kernel_size,
        long[]? stride,
        long[]? padding,
        bool ceil_mode,
        bool count_include_pad,
        long? divisor_override
    )
        : base(nameof(AvgPool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride ?? kernel_size;
        this.padding = padding ?? [0, 0];
        this.ceil_mode = ceil_mode;
        this.count_include_pad = count_include_pad;
        this.divisor_override = divisor_override;
    }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; set; }

    public bool ceil_mode { get; set; }

    public bool count_include_pad { get; set; }

    public long? divisor_override { get; set; }

    PoolArguments IPoolingModule.Arguments =>
        new(IsAverage: true, kernel_size, stride, padding, Dilation: [1, 1], ceil_mode, divisor_override);

    internal override string Configuration => $"kernel {string.Join("x", kernel_size)}";

    public override Tensor forward(Tensor input) =>
        nn.functional.avg_pool2d(input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override);
}
