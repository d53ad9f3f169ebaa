using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Averages over windows chosen so that the output has the given size: of any image, say, one number per channel.</summary>
    public sealed class AdaptiveAvgPool2d : ParameterLessModule<Tensor, Tensor>
    {
        internal AdaptiveAvgPool2d(long[] output_size)
            : base(nameof(AdaptiveAvgPool2d))
        {
            this.output_size = output_size;
        }

        public long[] output_size { get; set; }

        public override Tensor forward(Tensor input) => nn.functional.adaptive_avg_pool2d(input, output_size);
    }
}

namespace TorchSharp
{
    using TorchSharp.Modules;

    public static partial class torch
    {
        public static partial class nn
        {
            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long[] output_size) => new(output_size);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d((long, long) output_size) =>
                new([output_size.Item1, output_size.Item2]);

            public static AdaptiveAvgPool2d AdaptiveAvgPool2d(long output_size) => new([output_size, output_size]);
        }
    }
}
