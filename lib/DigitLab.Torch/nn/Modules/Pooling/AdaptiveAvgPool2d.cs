using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Averages over windows chosen so that the output has the given size: of any image, say, one number per channel.</summary>
public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
{
    internal AdaptiveAvgPool2d(long[] output_size)
        : base(nameof(AdaptiveAvgPool2d))
    {
        this.output_size = output_size;
    }

    public long[] output_size { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, output_size);
}
