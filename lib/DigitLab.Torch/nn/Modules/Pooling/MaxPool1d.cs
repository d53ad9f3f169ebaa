using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>The largest of each window of [N, C, L].</summary>
public sealed class MaxPool1d : ParameterLessModule<Tensor, Tensor>
{
    internal MaxPool1d(long kernel_size, long? stride, long? padding, long? dilation, bool ceil_mode)
        : base(nameof(MaxPool1d))
    {
        this.kernel_size = kernel_size;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
        this.ceil_mode = ceil_mode;
    }

    public long kernel_size { get; set; }

    public long? stride { get; set; }

    public long? padding { get; set; }

    public long? dilation { get; set; }

    public bool ceil_mode { get; set; }

    public override Tensor forward(Tensor input) =>
        nn.functional.max_pool1d(input, kernel_size, stride, padding, dilation, ceil_mode);

    /// <summary>The same, with the index of each maximum in its sequence.</summary>
    public (Tensor Values, Tensor Indices) forward_with_indices(Tensor input) =>
        nn.functional.max_pool1d_with_indices(input, kernel_size, stride, padding, dilation, ceil_mode);
}
