using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The average of each window of [N, C, L].</summary>
public sealed class AvgPool1d : ParameterLessModule<Tensor, Tensor>
{
    internal AvgPool1d(long kernel_size, long? stride, long? padding, bool ceil_mode, bool count_include_pad)
        : base(nameof(AvgPool1d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.ceil_mode = ceil_mode;
        this.count_include_pad = count_include_pad;
    }

    public long kernel_size { get; set; }

    public long? stride { get; set; }

    public long? padding { get; set; }

    public bool ceil_mode { get; set; }

    public bool count_include_pad { get; set; }

    public override Tensor forward(Tensor input) =>
        nn.functional.avg_pool1d(input, kernel_size, stride, padding, ceil_mode, count_include_pad);
}
