using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// Equal density on [low, high) (torch.distributions.Uniform); samples are PyTorch's for the same seed.
    /// </summary>
    public class Uniform : distributions.Distribution
    {
        private Tensor low;
        private Tensor high;

        /// <param name="low">The lower bound, which samples may reach.</param>
        /// <param name="high">The upper bound, which they do not reach; broadcast with the lower.</param>
        /// <param name="generator">What samples are drawn from; the default stream if not given.</param>
        /// <exception cref="ArgumentException">A lower bound is not below its upper bound.</exception>
        public Uniform(Tensor low, Tensor high, Generator? generator = null)
            : base(generator, Shapes.Broadcast(low.Impl.Sizes, high.Impl.Sizes, nameof(Uniform)))
        {
            Require(low.lt(high), "Uniform: low must be less than high.");
            (this.low, this.high) = (Expanded(low, batch_shape), Expanded(high, batch_shape));
        }

        private Tensor Width => high - low;

        public override Tensor mean => (high + low) / 2;

        /// <summary>NaN: no value is more probable than others.</summary>
        public override Tensor mode => high * double.NaN;

        public override Tensor stddev => Width / Math.Sqrt(12);

        public override Tensor variance => Width.square() / 12;

        /// <summary>low + (high - low)·u, u uniform in [0, 1).</summary>
        public override Tensor rsample(params long[] sample_shape) =>
            low + rand(ExtendedShape(sample_shape), low.dtype, generator: generator) * Width;

        /// <summary>-log(high - low) in [low, high), else -∞.</summary>
        public override Tensor log_prob(Tensor value)
        {
            var isInside = low.le(value).logical_and(high.gt(value));
            return isInside.to_type(low.dtype).log() - Width.log();
        }

        /// <summary>log(high - low).</summary>
        public override Tensor entropy() => Width.log();

        /// <summary>(x - low) / (high - low), within [0, 1].</summary>
        public override Tensor cdf(Tensor value) => ((value - low) / Width).clamp(0, 1);

        /// <summary>low + (high - low)·p.</summary>
        public override Tensor icdf(Tensor value) => value * Width + low;

        public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
        {
            var result = Target(instance, () => new Uniform(low, high, generator));
            (result.low, result.high) = (Expanded(low, batch_shape), Expanded(high, batch_shape));
            result.batch_shape = batch_shape;
            return result;
        }

        protected override void Dispose(bool disposing)
        {
            low.Dispose();
            high.Dispose();
            base.Dispose(disposing);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class distributions
        {
            /// <inheritdoc cref="Modules.Uniform.Uniform(Tensor, Tensor, Generator)"/>
            public static Uniform Uniform(Tensor low, Tensor high, Generator? generator = null) =>
                new(low, high, generator);
        }
    }
}
