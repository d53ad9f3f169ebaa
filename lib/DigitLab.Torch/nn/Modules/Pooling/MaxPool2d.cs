using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The largest value of each window of [N, C, H, W].</summary>
public sealed class MaxPool2d : ParameterLessModule<Tensor, Tensor>, IPoolingModule
{
    internal MaxPool2d(long[] kernel_size, long[]? stride, long[]? padding, long[]? dilation, bool ceil_mode)
        : base(nameof(MaxPool2d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride ?? kernel_size;
        this.padding = padding ?? [0, 0];
        this.dilation = dilation ?? [1, 1];
        this.ceil_mode = ceil_mode;
    }

    public long[] kernel_size { get; set; }

    public long[] stride { get; set; }

    public long[] padding { get; set; }

    public long[] dilation { get; set; }

    public bool ceil_mode { get; set; }

    PoolArguments IPoolingModule.Arguments =>
        new(IsAverage: false, kernel_size, stride, padding, dilation, ceil_mode, DivisorOverride: null);

    internal override string Configuration => $"kernel {string.Join("x", kernel_size)}";

    public override Tensor forward(Tensor input) =>
        nn.functional.max_pool2d(input, kernel_size, stride, padding, dilation, ceil_mode);
}
