using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Channels to pixels (Shi et al., 2016).</summary>
public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelShuffle(long upscale_factor)
        : base(nameof(PixelShuffle))
    {
        this.upscale_factor = upscale_factor;
    }

    public long upscale_factor { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.pixel_shuffle(input, upscale_factor);
}
