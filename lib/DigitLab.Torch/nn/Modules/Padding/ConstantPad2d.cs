using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A border of one value around [N, C, H, W].</summary>
public sealed class ConstantPad2d : PadBase
{
    internal ConstantPad2d(long[] padding, double value)
        : base(nameof(ConstantPad2d), PaddingModes.Constant, value, padding) { }
}
