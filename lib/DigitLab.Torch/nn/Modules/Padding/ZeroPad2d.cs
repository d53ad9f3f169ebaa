using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A border of zeros around [N, C, H, W].</summary>
    public sealed class ZeroPad2d : PadBase
    {
        internal ZeroPad2d(double value, params long[] padding)
            : base(nameof(ZeroPad2d), PaddingModes.Constant, value, padding) { }
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
            public static ZeroPad2d ZeroPad2d((long, long, long, long) padding) =>
                new(0, padding.Item1, padding.Item2, padding.Item3, padding.Item4);

            public static ZeroPad2d ZeroPad2d(long padding) => new(0, padding, padding, padding, padding);
        }
    }
}
