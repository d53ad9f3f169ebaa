using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A border of zeros around [N, C, H, W].</summary>
public sealed class ZeroPad2d : PadBase
{
    internal ZeroPad2d(long[] padding)
        : base(nameof(ZeroPad2d), PaddingModes.Constant, 0, padding) { }
}
