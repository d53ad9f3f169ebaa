namespace TorchSharp;

public static partial class torch
{
    /// <summary>Probability distributions: samples, densities and moments (torch.distributions).</summary>
    public static partial class distributions
    {
        /// <summary>
        /// A distribution, or a batch of independent ones: <see cref="batch_shape"/> is the shape of their parameters, and
        /// samples have the shape sample_shape + batch_shape + event_shape. Parameters are followed by autograd. They
        /// outlive the dispose scope in which the distribution was made: its Dispose lets go of them.
        /// </summary>
        public abstract class Distribution : IDisposable
        {
            /// <summary>What samples are drawn from; null is the default stream.</summary>
            protected Generator? generator;

            public Distribution(Generator? generator, long[]? batch_shape = null, long[]? event_shape = null)
            {
                this.generator = generator;
                this.batch_shape = new Size(batch_shape ?? []);
                this.event_shape = new Size(event_shape ?? []);
            }

            public Distribution(Generator? generator, Size batch_shape, Size? event_shape = null)
                : this(generator, batch_shape.Shape, event_shape?.Shape) { }

            /// <summary>The shape of a batch of distributions; [] for one.</summary>
            public Size batch_shape { get; protected set; }

            /// <summary>The shape of what one distribution gives in one draw; [] for numbers.</summary>
            public Size event_shape { get; protected set; }

            /// <summary>In the batch's shape.</summary>
            public abstract Tensor mean { get; }

            /// <summary>The most probable value, in the batch's shape.</summary>
            /// <exception cref="NotImplementedException">This distribution does not define it.</exception>
            public virtual Tensor mode => throw Missing(nameof(mode));

            /// <summary>In the batch's shape.</summary>
            public abstract Tensor variance { get; }

            /// <summary>The root of the variance.</summary>
            public virtual Tensor stddev => variance.sqrt();

            /// <summary>Draws, which autograd does not follow.</summary>
            /// <param name="sample_shape">How many: [] for one, [4] for four.</param>
            public virtual Tensor sample(params long[] sample_shape)
            {
                using var off = no_grad();
                return rsample(sample_shape);
            }

            /// <inheritdoc cref="sample(long[])"/>
            public Tensor sample(Size sample_shape) => sample(sample_shape.Shape);

            /// <summary>
            /// Draws as a function of the parameters, so that a gradient goes from the draws to them (the reparametrisation
            /// trick). A discrete distribution has no such function: its draws have no gradient.
            /// </summary>
            /// <param name="sample_shape">How many: [] for one, [4] for four.</param>
            public abstract Tensor rsample(params long[] sample_shape);

            /// <inheritdoc cref="rsample(long[])"/>
            public Tensor rsample(Size sample_shape) => rsample(sample_shape.Shape);

            /// <summary>The logarithm of the density, or of the probability, at values.</summary>
            /// <param name="value">Of a shape that broadcasts with the batch's.</param>
            public abstract Tensor log_prob(Tensor value);

            /// <summary>-E[log p], in nats; in the batch's shape.</summary>
            public abstract Tensor entropy();

            /// <summary>exp(entropy).</summary>
            public virtual Tensor perplexity() => entropy().exp();

            /// <summary>The same distribution for a larger batch; the parameters are views of this one's.</summary>
            /// <param name="batch_shape">To which this batch's shape can be expanded.</param>
            /// <param name="instance">What is to be filled instead of a new object.</param>
            /// <exception cref="ArgumentException">The instance is of another kind.</exception>
            public abstract Distribution expand(Size batch_shape, Distribution? instance = null);

            /// <summary>The probability of being at most so large.</summary>
            /// <exception cref="NotImplementedException">This distribution does not define it.</exception>
            public virtual Tensor cdf(Tensor value) => throw Missing(nameof(cdf));

            /// <summary>The value whose <see cref="cdf"/> is given.</summary>
            /// <exception cref="NotImplementedException">This distribution does not define it.</exception>
            public virtual Tensor icdf(Tensor value) => throw Missing(nameof(icdf));

            private NotImplementedException Missing(string member) => new($"{GetType().Name} has no {member}");

            /// <summary>The shape of a sample of this sample_shape.</summary>
            protected long[] ExtendedShape(params long[] sample_shape) =>
                [.. sample_shape, .. batch_shape.Shape, .. event_shape.Shape];

            /// <summary>The sigmoid for yes and no, else the softmax over the last dimension.</summary>
            protected Tensor LogitsToProbs(Tensor logits, bool isBinary = false) =>
                isBinary ? logits.sigmoid() : logits.softmax(-1);

            /// <summary>log(p / (1 - p)) for yes and no, else log p; finite for 0 and 1 too.</summary>
            protected Tensor ProbsToLogits(Tensor probs, bool isBinary = false)
            {
                var p = ClampProbs(probs);
                return isBinary ? p.log() - (-p).log1p() : p.log();
            }

            /// <summary>At least as far from 0 and 1 as 1 from the next smaller number.</summary>
            protected Tensor ClampProbs(Tensor probs)
            {
                var eps = finfo(probs.dtype).eps;
                return probs.clamp(eps, 1 - eps);
            }

            /// <summary>The one parameter that was given of two that say the same.</summary>
            private protected static Tensor OneOf(Tensor? probs, Tensor? logits) =>
                (probs is null) != (logits is null)
                    ? probs ?? logits!
                    : throw new ArgumentException("Give either probs or logits, not both.");

            private protected static void Require(Tensor condition, string message)
            {
                using var holds = condition;
                using var all = holds.all();
                if (!all.item<bool>())
                    throw new ArgumentException(message);
            }

            private protected static Tensor Expanded(Tensor parameter, Size shape) =>
                parameter.expand(shape.Shape).DetachFromDisposeScope();

            /// <summary>What <see cref="expand"/> is to fill.</summary>
            private protected static T Target<T>(Distribution? instance, Func<T> otherwise)
                where T : Distribution =>
                instance switch
                {
                    null => otherwise(),
                    T own => own,
                    _ => throw new ArgumentException(
                        $"expand: the instance is a {instance.GetType().Name}, not a {typeof(T).Name}"
                    ),
                };

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) { }
        }
    }
}
