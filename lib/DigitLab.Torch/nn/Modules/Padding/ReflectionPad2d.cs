using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A border that mirrors the inside of [N, C, H, W].</summary>
public sealed class ReflectionPad2d : PadBase
{
    internal ReflectionPad2d(long[] padding)
        : base(nameof(ReflectionPad2d), PaddingModes.Reflect, 0, padding) { }
}
