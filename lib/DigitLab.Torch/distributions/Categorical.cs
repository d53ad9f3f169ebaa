using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>
    /// One of the numbers 0 to K - 1, each with its own probability (torch.distributions.Categorical); samples are
    /// Int64, and PyTorch's for the same seed.
    /// </summary>
    public class Categorical : distributions.Distribution
    {
        private Tensor? p;
        private Tensor? l;

        /// <param name="probs">[*batch, K], not negative; brought to a sum of 1.</param>
        /// <param name="logits">Instead of it: logarithms of probabilities, up to a common summand.</param>
        /// <param name="generator">What samples are drawn from; the default stream if not given.</param>
        /// <exception cref="ArgumentException">Both or neither are given, a probability is negative, or all are 0.</exception>
        public Categorical(Tensor? probs = null, Tensor? logits = null, Generator? generator = null)
            : base(generator, BatchOf(OneOf(probs, logits)))
        {
            if (probs is not null)
            {
                Require(probs.ge(0), "Categorical: probs must not be negative.");
                var sums = probs.sum(-1L, keepdim: true);
                Require(sums.gt(0), "Categorical: probs must not all be 0.");
                p = (probs / sums).DetachFromDisposeScope();
            }
            else
                l = (logits! - logits!.logsumexp(-1, keepdim: true)).DetachFromDisposeScope();
        }

        private static long[] BatchOf(Tensor parameter) =>
            parameter.ndim > 0
                ? parameter.Impl.Sizes[..^1]
                : throw new ArgumentException("Categorical: probs and logits need at least one dimension.");

        /// <summary>[*batch, K], with the sum 1.</summary>
        public Tensor probs => p?.alias() ?? LogitsToProbs(l!);

        /// <summary>[*batch, K], the logarithms of the probabilities; finite for 0 too.</summary>
        public Tensor logits => l?.alias() ?? ProbsToLogits(p!);

        /// <summary>[*batch, K].</summary>
        public long[] param_shape => (p ?? l!).shape;

        private long Classes => (p ?? l!).size(-1);

        /// <summary>NaN: the numbers are names.</summary>
        public override Tensor mean => full(batch_shape.Shape, double.NaN, (p ?? l!).dtype);

        /// <summary>NaN: the numbers are names.</summary>
        public override Tensor variance => mean;

        /// <summary>Draws without a gradient, as <see cref="distributions.Distribution.sample(long[])"/>.</summary>
        public override Tensor rsample(params long[] sample_shape)
        {
            var draws = Shapes.Numel(sample_shape);
            return multinomial(probs.detach().reshape(-1, Classes), draws, true, generator)
                .t()
                .reshape(ExtendedShape(sample_shape));
        }

        /// <summary>The logarithm of the number's probability.</summary>
        /// <param name="value">Whole numbers from 0 to K - 1, of a shape that broadcasts with the batch's.</param>
        public override Tensor log_prob(Tensor value)
        {
            var (own, index) = (logits, value.to_type(ScalarType.Int64).unsqueeze(-1));
            var shape = Shapes.Broadcast(index.Impl.Sizes, own.Impl.Sizes, "Categorical.log_prob");
            return own.expand(shape).gather(-1, index.expand([.. shape[..^1], 1])).squeeze(-1);
        }

        /// <summary>-Σ p log p.</summary>
        public override Tensor entropy()
        {
            var (own, scores) = (probs, logits);
            return -(scores.clamp(finfo(scores.dtype).min, null) * own).sum(-1L);
        }

        public override distributions.Distribution expand(Size batch_shape, distributions.Distribution? instance = null)
        {
            var result = Target(instance, () => new Categorical(p, l, generator));
            var shape = new Size((long[])[.. batch_shape.Shape, Classes]);
            (result.p, result.l) = (p is null ? null : Expanded(p, shape), l is null ? null : Expanded(l, shape));
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
            /// <inheritdoc cref="Modules.Categorical.Categorical(Tensor, Tensor, Generator)"/>
            public static Categorical Categorical(
                Tensor? probs = null,
                Tensor? logits = null,
                Generator? generator = null
            ) => new(probs, logits, generator);

            /// <summary>The numbers 0 to <paramref name="categories"/> - 1, each as probable as the others.</summary>
            public static Categorical Categorical(int categories, Generator? generator = null) =>
                new(ones(categories), null, generator);
        }
    }
}
