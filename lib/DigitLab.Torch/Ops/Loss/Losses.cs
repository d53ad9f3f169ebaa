namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public enum Reduction
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        public static partial class functional
        {
            private static Tensor Reduced(Tensor losses, Reduction reduction) =>
                reduction switch
                {
                    Reduction.Mean => losses.mean(),
                    Reduction.Sum => losses.sum(),
                    _ => losses,
                };

            private static void RequireSameShape(Tensor input, Tensor target, string operation)
            {
                if (!input.Impl.Sizes.AsSpan().SequenceEqual(target.Impl.Sizes))
                    throw new TorchException(
                        $"{operation}: input and target must have the same shape, got {Shapes.Text(input.Impl.Sizes)} and {Shapes.Text(target.Impl.Sizes)}"
                    );
            }

            /// <summary>(input - target)².</summary>
            public static Tensor mse_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                RequireSameShape(input, target, "mse_loss");
                return Reduced((input - target).square(), reduction);
            }

            /// <summary>|input - target|.</summary>
            public static Tensor l1_loss(Tensor input, Tensor target, Reduction reduction = Reduction.Mean)
            {
                RequireSameShape(input, target, "l1_loss");
                return Reduced((input - target).abs(), reduction);
            }

            /// <summary>-w·(y·log p + (1 - y)·log(1 - p)), the logarithms bounded at -100 as in PyTorch.</summary>
            /// <param name="input">Probabilities p in [0, 1].</param>
            public static Tensor binary_cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                Reduction reduction = Reduction.Mean
            )
            {
                RequireSameShape(input, target, "binary_cross_entropy");
                RequireProbabilities(input.detach());
                var losses = -(
                    target * input.log().clamp(-100, null) + (1 - target) * (1 - input).log().clamp(-100, null)
                );
                return Reduced(weight is null ? losses : losses * weight, reduction);
            }

            private static void RequireProbabilities(Tensor input)
            {
                using var within = input.ge(0).logical_and(input.le(1));
                if (!within.all().item<bool>())
                    throw new TorchException(
                        "binary_cross_entropy: all elements of input should be between 0 and 1; for logits use binary_cross_entropy_with_logits"
                    );
            }

            /// <summary>binary_cross_entropy of sigmoid(input), without its overflow.</summary>
            public static Tensor binary_cross_entropy_with_logits(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                Reduction reduction = Reduction.Mean,
                Tensor? pos_weights = null
            )
            {
                RequireSameShape(input, target, "binary_cross_entropy_with_logits");
                var logs = (-input.abs()).exp().log1p() + (-input).clamp(0, null);
                var losses = pos_weights is null
                    ? (1 - target) * input + logs
                    : (1 - target) * input + ((pos_weights - 1) * target + 1) * logs;
                return Reduced(weight is null ? losses : losses * weight, reduction);
            }

            /// <summary>-input[n, target[n]]: what cross-entropy is to log-probabilities.</summary>
            /// <param name="input">[N, C] or [N, C, d…] of log-probabilities; [C] for one sample.</param>
            /// <param name="target">[N] or [N, d…] of class numbers (int64 or byte); a single number for one sample.</param>
            public static Tensor nll_loss(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                Reduction reduction = Reduction.Mean
            )
            {
                if (target.dtype == ScalarType.Byte)
                    return nll_loss(input, target.to_type(ScalarType.Int64), weight, reduction);
                if (!IsOneSample(input, target))
                    return NegativeLogLikelihood(input, target, weight, -100, reduction, "nll_loss");
                var loss = nll_loss(input.unsqueeze(0), target.unsqueeze(0), weight, reduction);
                return reduction == Reduction.None ? loss.squeeze(0) : loss;
            }

            /// <summary>Whether these are [C] scores and a class number, or [C] scores and [C] probabilities.</summary>
            private static bool IsOneSample(Tensor input, Tensor target) =>
                input.Impl.Sizes is [var classes]
                && (target.dtype.IsFloat() ? target.Impl.Sizes is [var own] && own == classes : target.ndim == 0);

            private static Tensor NegativeLogLikelihood(
                Tensor input,
                Tensor target,
                Tensor? weight,
                long ignoreIndex,
                Reduction reduction,
                string operation
            )
            {
                CrossEntropyOp.CheckTarget(input, target, ignoreIndex, operation);
                using var counted = target.ne(ignoreIndex);
                var classes = torch.where(counted, target, torch.zeros_like(target));
                var picked = input.gather(1, classes.unsqueeze(1)).squeeze(1);
                var weights = weight is null ? counted.to_type(input.dtype) : TargetWeights(weight, target, counted);
                var losses = -(picked * weights);
                return reduction switch
                {
                    Reduction.Mean => losses.sum() / weights.sum(),
                    Reduction.Sum => losses.sum(),
                    _ => losses,
                };
            }

            /// <summary>Each target's weight, 0 for those that do not count.</summary>
            private static Tensor TargetWeights(Tensor weight, Tensor target, Tensor counted)
            {
                using var classes = torch.where(counted, target, torch.zeros_like(target));
                return weight.index_select(0, classes.reshape(-1)).reshape(classes.shape) * counted;
            }

            /// <summary>-log softmax(input)[target]: the loss of classification.</summary>
            /// <param name="input">[N, C] of logits (or [N, C, d…], or [C] for one sample): scores before softmax.</param>
            /// <param name="target">[N] (or [N, d…]) of class numbers (int64 or byte), or probabilities in the input's shape.</param>
            /// <param name="weight">[C], each class's weight.</param>
            /// <param name="ignore_index">A class number that does not count; not with probabilities.</param>
            /// <param name="label_smoothing">How much of each target is spread evenly over all classes, in [0, 1].</param>
            public static Tensor cross_entropy(
                Tensor input,
                Tensor target,
                Tensor? weight = null,
                long ignore_index = -100,
                Reduction reduction = Reduction.Mean,
                double label_smoothing = 0
            )
            {
                if (!(label_smoothing >= 0 && label_smoothing <= 1))
                    throw new TorchException(
                        $"cross_entropy: label_smoothing must be between 0 and 1, got {label_smoothing}"
                    );
                if (target.dtype == ScalarType.Byte)
                    target = target.to_type(ScalarType.Int64);
                if (IsOneSample(input, target))
                {
                    var (batch, goals) = (input.unsqueeze(0), target.unsqueeze(0));
                    var loss = cross_entropy(batch, goals, weight, ignore_index, reduction, label_smoothing);
                    return reduction == Reduction.None ? loss.squeeze(0) : loss;
                }
                if (
                    target.dtype.IsFloat()
                    && input.ndim > 1
                    && input.Impl.Sizes.AsSpan().SequenceEqual(target.Impl.Sizes)
                )
                {
                    if (ignore_index >= 0)
                        throw new TorchException(
                            $"cross_entropy: ignore_index={ignore_index} is for class numbers; the targets are probabilities ({target.dtype})"
                        );
                    return SoftTargets(input, target, weight, reduction, label_smoothing);
                }
                CrossEntropyOp.CheckShapes(
                    input,
                    target,
                    "cross_entropy",
                    $", or give probabilities in the input's shape {Shapes.Text(input.Impl.Sizes)} instead of {Shapes.Text(target.Impl.Sizes)}"
                );
                if (CrossEntropyOp.Applies(input, target, label_smoothing))
                    return CrossEntropyOp.Forward(input, target, weight, ignore_index, reduction);
                var logits = input.log_softmax(1);
                var hard = NegativeLogLikelihood(logits, target, weight, ignore_index, reduction, "cross_entropy");
                if (label_smoothing == 0)
                    return hard;
                var smooth = weight is null ? -logits.sum(1) : -(logits * ClassWise(weight, logits)).sum(1);
                using var counted = target.ne(ignore_index);
                smooth = smooth * counted;
                var even = reduction switch
                {
                    Reduction.Mean when weight is null => smooth.sum() / counted.to_type(smooth.dtype).sum(),
                    Reduction.Mean => smooth.sum() / TargetWeights(weight, target, counted).sum(),
                    Reduction.Sum => smooth.sum(),
                    _ => smooth,
                };
                return hard * (1 - label_smoothing) + even * (label_smoothing / input.size(1));
            }

            private static Tensor SoftTargets(
                Tensor input,
                Tensor target,
                Tensor? weight,
                Reduction reduction,
                double smoothing
            )
            {
                var classes = input.size(1);
                var goal = smoothing == 0 ? target : target * (1 - smoothing) + smoothing / classes;
                var logits = input.log_softmax(1);
                var losses = -((weight is null ? logits : logits * ClassWise(weight, logits)) * goal).sum(1);
                return reduction == Reduction.Mean ? losses.sum() / (double)losses.numel() : Reduced(losses, reduction);
            }

            private static Tensor ClassWise(Tensor weight, Tensor like)
            {
                var shape = new long[like.Impl.Sizes.Length];
                Array.Fill(shape, 1);
                shape[1] = -1;
                return weight.reshape(shape);
            }
        }
    }
}
