using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>A border that repeats the edge of [N, C, H, W].</summary>
public sealed class ReplicationPad2d : PadBase
{
    internal ReplicationPad2d(long[] padding)
        : base(nameof(ReplicationPad2d), PaddingModes.Replicate, 0, padding) { }
}
