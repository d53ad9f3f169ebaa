using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A border that repeats the edge of [N, C, H, W].</summary>
    public sealed class ReplicationPad2d : PadBase
    {
        internal ReplicationPad2d(double value, params long[] padding)
            : base(nameof(ReplicationPad2d), PaddingModes.Replicate, value, padding) { }
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            /// <param name="padding">Left, right, top, bottom.</param>
            public static ReplicationPad2d ReplicationPad2d((long, long, long, long) padding) =>
                new(0, padding.Item1, padding.Item2, padding.Item3, padding.Item4);

            public static ReplicationPad2d ReplicationPad2d(long padding) => new(0, padding, padding, padding, padding);
        }
    }
}
