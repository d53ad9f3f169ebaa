using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A border that repeats the edge of [N, C, L].</summary>
    public sealed class ReplicationPad1d : PadBase
    {
        internal ReplicationPad1d(double value, params long[] padding)
            : base(nameof(ReplicationPad1d), PaddingModes.Replicate, value, padding) { }
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            /// <param name="padding">Left, right.</param>
            public static ReplicationPad1d ReplicationPad1d((long, long) padding) =>
                new(0, padding.Item1, padding.Item2);

            public static ReplicationPad1d ReplicationPad1d(long padding) => new(0, padding, padding);
        }
    }
}
