using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A border of one value around [N, C, L].</summary>
    public sealed class ConstantPad1d : PadBase
    {
        internal ConstantPad1d(double value, params long[] padding)
            : base(nameof(ConstantPad1d), PaddingModes.Constant, value, padding) { }
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
            public static ConstantPad1d ConstantPad1d((long, long) padding, double value) =>
                new(value, padding.Item1, padding.Item2);

            public static ConstantPad1d ConstantPad1d(long padding, double value) => new(value, padding, padding);
        }
    }
}
