using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Patches of [N, C, H, W] as columns.</summary>
public sealed class Unfold : ParameterLessModule<Tensor, Tensor>
{
    internal Unfold((long, long) kernel_size, (long, long)? dilation, (long, long)? padding, (long, long)? stride)
        : base(nameof(Unfold))
    {
        this.kernel_size = kernel_size;
        this.dilation = dilation ?? (1, 1);
        this.padding = padding ?? (0, 0);
        this.stride = stride ?? (1, 1);
    }

    public (long, long) kernel_size { get; set; }

    public (long, long) dilation { get; set; }

    public (long, long) padding { get; set; }

    public (long, long) stride { get; set; }

    public override Tensor forward(Tensor tensor) =>
        nn.functional.unfold(tensor, kernel_size, dilation, padding, stride);
}
