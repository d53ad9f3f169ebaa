using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A border that mirrors the inside of [N, C, H, W].</summary>
    public sealed class ReflectionPad2d : PadBase
    {
        internal ReflectionPad2d(double value, params long[] padding)
            : base(nameof(ReflectionPad2d), PaddingModes.Reflect, value, padding) { }
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
            public static ReflectionPad2d ReflectionPad2d((long, long, long, long) padding) =>
                new(0, padding.Item1, padding.Item2, padding.Item3, padding.Item4);

            public static ReflectionPad2d ReflectionPad2d(long padding) => new(0, padding, padding, padding, padding);
        }
    }
}
