using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>The normal distribution (torch.distributions.Normal); samples are PyTorch's for the same seed.</summary>
    public class Normal : distributions.Distribution
    {
        private Tensor loc;
        private Tensor scale;

        /// <param name="loc">The mean.</param>
        /// <param name="scale">The standard deviation, greater than 0; broadcast with the mean.</param>
        /// <param name="generator">What samples are drawn from; the default stream if not given.</param>
        /// <exception cref="ArgumentException">A standard deviation is not positive.</exception>
        public Normal(Tensor loc, Tensor scale, Generator? generator = null)
            : base(generator, Shapes.Broadcast(loc.Impl.Sizes, scale.Impl.Sizes, nameof(Normal)))
        {
            Require(scale.gt(0), "Normal: scale, the standard deviation, must be greater than 0.");
            (this.loc, this.scale) = (Expanded(loc, batch_shape), Expanded(scale, batch_shape));
        }

        public override Tensor mean => loc.alias();

        public override Tensor mode => loc.alias();

        public override Tensor stddev => scale.alias();

        public override Tensor variance => scale.square();

        public override Tensor sample(params long[] sample_shape)
        {
            using var off = no_grad();
            var shape = ExtendedShape(sample_shape);
            return normal(loc.expand(shape), scale.expand(shape), generator);
        }

        /// <summary>loc + scale·ε, ε standard normal.</summary>
        public override Tensor rsample(params long[] sample_shape)
        {
            var noise = empty(ExtendedShape(sample_shape), loc.dtype).normal_(0, 1, generator);
            return loc + noise * scale;
        }

        /// <summary>-(x - loc)² / 2 scale² - log scale - log √2π.</summary>
        public override Tensor log_prob(Tensor value) =>
            -(value - loc).square() / (2 * variance) - scale.log() - Math.Log(Math.Sqrt(2 * Math.PI));

        /// <summary>½ + ½ log 2π + log scale.</summary>
        public override Tensor entropy() => scale.log() + (0.5 + 0.5 * Math.Log(2 * Math.PI));

        /// <summary>½ (1 + erf((x - loc) / scale √2)).</summary>
        public override Tensor cdf(Tensor value) => 0.5 * (1 + ((value - loc) / scale / Math.Sqrt(2)).erf());

        /// <summary>loc + scale √2 erf⁻¹(2p - 1).</summary>
        public override Tensor icdf(Tensor value) => loc + scale * (2 * value - 1).erfinv() * Math.Sqrt(2);

        public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
        {
            var result = Target(instance, () => new Normal(loc, scale, generator));
            (result.loc, result.scale) = (Expanded(loc, batch_shape), Expanded(scale, batch_shape));
            result.batch_shape = batch_shape;
            return result;
        }

        protected override void Dispose(bool disposing)
        {
            loc.Dispose();
            scale.Dispose();
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
            /// <inheritdoc cref="Modules.Normal.Normal(Tensor, Tensor, Generator)"/>
            public static Normal Normal(Tensor loc, Tensor scale, Generator? generator = null) =>
                new(loc, scale, generator);

            /// <inheritdoc cref="Modules.Normal.Normal(Tensor, Tensor, Generator)"/>
            public static Normal Normal(float loc, float scale = 1, Generator? generator = null) =>
                new(tensor(loc), tensor(scale), generator);

            /// <inheritdoc cref="Modules.Normal.Normal(Tensor, Tensor, Generator)"/>
            public static Normal Normal(double loc, double scale = 1, Generator? generator = null) =>
                new(tensor(loc), tensor(scale), generator);
        }
    }
}
