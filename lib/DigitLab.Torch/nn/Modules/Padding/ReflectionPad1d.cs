using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A border that mirrors the inside of [N, C, L].</summary>
    public sealed class ReflectionPad1d : PadBase
    {
        internal ReflectionPad1d(double value, params long[] padding)
            : base(nameof(ReflectionPad1d), PaddingModes.Reflect, value, padding) { }
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
            public static ReflectionPad1d ReflectionPad1d((long, long) padding) => new(0, padding.Item1, padding.Item2);

            public static ReflectionPad1d ReflectionPad1d(long padding) => new(0, padding, padding);
        }
    }
}
