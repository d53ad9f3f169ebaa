namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>max(0, -target·(input1 - input2) + margin).</summary>
            /// <param name="target">1 where input1 is to be ranked higher, else -1.</param>
            public static Tensor margin_ranking_loss(
                Tensor input1,
                Tensor input2,
                Tensor target,
                double margin = 0,
                Reduction reduction = Reduction.Mean
            ) => Reduced((-target * (input1 - input2) + margin).clamp(0, null), reduction);

            /// <summary>input where the target is 1, max(0, margin - input) where it is -1.</summary>
            public static Tensor hinge_embedding_loss(
                Tensor input,
                Tensor target,
                double margin = 0,
                Reduction reduction = Reduction.Mean
            )
            {
                var zero = torch.zeros_like(input);
                var apart = torch.where(target.ne(1), (margin - input).clamp(0, null), zero);
                var together = torch.where(target.ne(-1), input, zero);
                return Reduced(apart + together, reduction);
            }

            /// <summary>1 - cos(input1, input2) where the target is 1, max(0, cos - margin) where it is -1.</summary>
            public static Tensor cosine_embedding_loss(
                Tensor input1,
                Tensor input2,
                Tensor target,
                double margin = 0,
                Reduction reduction = Reduction.Mean
            )
            {
                const double Epsilon = 1e-12;
                var dim = target.Impl.Sizes.Length;
                if (input1.Impl.Sizes.Length != dim + 1)
                    throw new TorchException(
                        $"cosine_embedding_loss: a target of shape {Shapes.Text(target.Impl.Sizes)} needs inputs with one "
                            + $"dimension more, got {Shapes.Text(input1.Impl.Sizes)}"
                    );
                var squares = (input1.square().sum(dim) + Epsilon) * (input2.square().sum(dim) + Epsilon);
                var cosine = (input1 * input2).sum(dim) / squares.sqrt();
                var zero = torch.zeros_like(cosine);
                var together = torch.where(target.eq(1), 1 - cosine, zero);
                var apart = torch.where(target.eq(-1), (cosine - margin).clamp(0, null), zero);
                return Reduced(together + apart, reduction);
            }

            /// <summary>max(0, |anchor - positive| - |anchor - negative| + margin), with p-norms.</summary>
            /// <param name="swap">Measure from the positive to the negative where that is nearer (Balntas et al., 2016).</param>
            public static Tensor triplet_margin_loss(
                Tensor anchor,
                Tensor positive,
                Tensor negative,
                double margin = 1,
                long p = 2,
                double eps = 1e-06,
                bool swap = false,
                Reduction reduction = Reduction.Mean
            ) =>
                triplet_margin_with_distance_loss(
                    anchor,
                    positive,
                    negative,
                    (a, b) => pairwise_distance(a, b, p, eps),
                    margin,
                    swap,
                    reduction
                );

            public static Tensor triplet_margin_with_distance_loss(
                Tensor anchor,
                Tensor positive,
                Tensor negative,
                Func<Tensor, Tensor, Tensor>? distance = null,
                double margin = 1,
                bool swap = false,
                Reduction reduction = Reduction.Mean
            )
            {
                distance ??= static (a, b) => pairwise_distance(a, b);
                var near = distance(anchor, positive);
                var far = distance(anchor, negative);
                if (swap)
                    far = far.minimum(distance(positive, negative));
                return Reduced((near - far + margin).clamp(0, null), reduction);
            }

            /// <summary>log(1 + exp(-target·input)) for targets 1 and -1.</summary>
            public static Tensor soft_margin_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                RequireSameShape(input, target, "soft_margin_loss");
                return Reduced(softplus(-target * input), reduction);
            }

            /// <summary>Σ over classes j ≠ target of max(0, margin - input[target] + input[j])ᵖ / C.</summary>
            /// <param name="input">[N, C] or [C] of scores.</param>
            /// <param name="target">[N] or a number: class numbers.</param>
            /// <param name="weight">[C].</param>
            public static Tensor multi_margin_loss(
                Tensor input,
                Tensor target,
                int p = 1,
                double margin = 1,
                Tensor? weight = null,
                Reduction reduction = Reduction.Mean
            )
            {
                if (p is not (1 or 2))
                    throw new TorchException($"multi_margin_loss: only p = 1 and p = 2 are supported, got {p}");
                if (target.dtype != ScalarType.Int64)
                    throw new TorchException(
                        $"multi_margin_loss: class numbers must be Int64, got {target.dtype}; convert with .to(int64)"
                    );
                var scores = input.Impl.Sizes.Length == 1 ? input.unsqueeze(0) : input;
                var classes = target.reshape(-1, 1);
                if (scores.Impl.Sizes.Length != 2 || classes.size(0) != scores.size(0))
                    throw new TorchException(
                        $"multi_margin_loss: expects [N, C] scores and [N] classes, got {Shapes.Text(input.Impl.Sizes)} and {Shapes.Text(target.Impl.Sizes)}"
                    );
                var shortfall = (margin - scores.gather(1, classes) + scores).clamp(0, null);
                if (p == 2)
                    shortfall = shortfall.square();
                if (weight is not null)
                    shortfall *= weight.index_select(0, classes.reshape(-1)).unsqueeze(1);
                using var own = torch
                    .zeros(scores.shape, ScalarType.Bool)
                    .scatter_(1, classes, torch.ones(classes.shape, ScalarType.Bool));
                var losses = shortfall.masked_fill(own, 0).sum(1) / (double)scores.size(1);
                return Reduced(input.Impl.Sizes.Length == 1 ? losses.squeeze(0) : losses, reduction);
            }

            /// <summary>The mean over classes of binary cross-entropy with logits.</summary>
            public static Tensor multilabel_soft_margin_loss(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                Reduction reduction = Reduction.Mean
            )
            {
                RequireSameShape(input, target, "multilabel_soft_margin_loss");
                var losses = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input));
                return Reduced((weight is null ? losses : losses * weight).mean([-1]), reduction);
            }
        }
    }
}
