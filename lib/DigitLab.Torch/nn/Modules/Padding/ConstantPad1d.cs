using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A border of one value around [N, C, L].</summary>
public sealed class ConstantPad1d : PadBase
{
    internal ConstantPad1d(long[] padding, double value)
        : base(nameof(ConstantPad1d), PaddingModes.Constant, value, padding) { }
}
