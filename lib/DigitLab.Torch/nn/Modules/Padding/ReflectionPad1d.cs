using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A border that mirrors the inside of [N, C, L].</summary>
public sealed class ReflectionPad1d : PadBase
{
    internal ReflectionPad1d(long[] padding)
        : base(nameof(ReflectionPad1d), PaddingModes.Reflect, 0, padding) { }
}
