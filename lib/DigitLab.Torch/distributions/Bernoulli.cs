using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>1 with a probability, else 0 (torch.distributions.Bernoulli); samples are PyTorch's for the same seed.</summary>
    public class Bernoulli : distributions.Distribution
    {
        private Tensor? p;
        private Tensor? l;

        /// <param name="p">The probability of a 1, in [0, 1].</param>
        /// <param name="l">Instead of it: log(p / (1 - p)).</param>
        /// <param name="generator">What samples are drawn from; the default stream if not given.</param>
        /// <exception cref="ArgumentException">Both or neither are given, or a probability is none.</exception>
        public Bernoulli(Tensor? p = null, Tensor? l = null, Generator? generator = null)
            : base(generator, OneOf(p, l).Impl.Sizes)
        {
            if (p is not null)
                Require(p.ge(0).logical_and(p.le(1)), "Bernoulli: probs must be in [0, 1].");
            (this.p, this.l) = Parameters(p, l, batch_shape);
        }

        private static (Tensor?, Tensor?) Parameters(Tensor? p, Tensor? l, Size shape) =>
            (p is null ? null : Expanded(p, shape), l is null ? null : Expanded(l, shape));

        /// <summary>The probability of a 1.</summary>
        public Tensor probs => p?.alias() ?? LogitsToProbs(l!, isBinary: true);

        /// <summary>log(p / (1 - p)); finite for 0 and 1 too.</summary>
        public Tensor logits => l?.alias() ?? ProbsToLogits(p!, isBinary: true);

        public override Tensor mean => probs;

        public override Tensor variance => probs * (1 - probs);

        /// <summary>Draws without a gradient, as <see cref="distributions.Distribution.sample(long[])"/>.</summary>
        public override Tensor rsample(params long[] sample_shape) =>
            bernoulli(probs.expand(ExtendedShape(sample_shape)), generator);

        /// <summary>x log p + (1 - x) log(1 - p).</summary>
        public override Tensor log_prob(Tensor value)
        {
            var shape = Shapes.Broadcast(batch_shape.Shape, value.Impl.Sizes, "Bernoulli.log_prob");
            return -CrossEntropy(logits.expand(shape), value.expand(shape));
        }

        /// <summary>-p log p - (1 - p) log(1 - p).</summary>
        public override Tensor entropy() => CrossEntropy(logits, probs);

        private static Tensor CrossEntropy(Tensor logits, Tensor target) =>
            nn.functional.binary_cross_entropy_with_logits(logits, target, reduction: nn.Reduction.None);

        public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
        {
            var result = Target(instance, () => new Bernoulli(p, l, generator));
            (result.p, result.l) = Parameters(p, l, batch_shape);
            result.batch_shape = batch_shape;
            return result;
        }

        protected override void Dispose(bool disposing)
        {
            p?.Dispose();
            l?.Dispose();
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
            /// <summary>1 with a probability, else 0.</summary>
            /// <param name="probs">The probability of a 1, in [0, 1].</param>
            /// <param name="logits">Instead of it: log(p / (1 - p)).</param>
            /// <param name="generator">What samples are drawn from; the default stream if not given.</param>
            /// <exception cref="ArgumentException">Both or neither are given, or a probability is none.</exception>
            public static Bernoulli Bernoulli(
                Tensor? probs = null,
                Tensor? logits = null,
                Generator? generator = null
            ) => new(probs, logits, generator);

            /// <inheritdoc cref="Bernoulli(Tensor, Tensor, Generator)"/>
            public static Bernoulli Bernoulli(float? probs, float? logits, Generator? generator = null) =>
                new(probs is { } p ? tensor(p) : null, logits is { } l ? tensor(l) : null, generator);

            /// <inheritdoc cref="Bernoulli(Tensor, Tensor, Generator)"/>
            public static Bernoulli Bernoulli(double? probs, double? logits, Generator? generator = null) =>
                new(probs is { } p ? tensor(p) : null, logits is { } l ? tensor(l) : null, generator);
        }
    }
}
