using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A border that repeats the edge of [N, C, L].</summary>
public sealed class ReplicationPad1d : PadBase
{
    internal ReplicationPad1d(long[] padding)
        : base(nameof(ReplicationPad1d), PaddingModes.Replicate, 0, padding) { }
}
