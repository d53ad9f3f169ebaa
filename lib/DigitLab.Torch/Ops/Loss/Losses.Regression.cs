namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>d² / (2·beta) where |d| &lt; beta, else |d| - beta / 2, for d = input - target.</summary>
            public static Tensor smooth_l1_loss(
                Tensor input,
                Tensor target,
                Reduction reduction = Reduction.Mean,
                double beta = 1
            )
            {
                RequireSameShape(input, target, "smooth_l1_loss");
                if (beta < 0)
                    throw new TorchException($"smooth_l1_loss: beta must not be negative, got {beta}");
                if (beta == 0)
                    return l1_loss(input, target, reduction);
                var d = input - target;
                var size = d.abs();
                return Reduced(
                    torch.where(size.detach().lt(beta), d.square() * (0.5 / beta), size - 0.5 * beta),
                    reduction
                );
            }

            /// <summary>d² / 2 where |d| ≤ delta, else delta·(|d| - delta / 2), for d = input - target (Huber, 1964).</summary>
            public static Tensor huber_loss(
                Tensor input,
                Tensor target,
                double delta = 1,
                Reduction reduction = Reduction.Mean
            )
            {
                RequireSameShape(input, target, "huber_loss");
                if (delta <= 0)
                    throw new TorchException($"huber_loss: delta must be greater than 0, got {delta}");
                var d = input - target;
                var size = d.abs();
                return Reduced(
                    torch.where(size.detach().le(delta), d.square() * 0.5, (size - 0.5 * delta) * delta),
                    reduction
                );
            }

            /// <summary>target·(log target - input), the Kullback-Leibler divergence.</summary>
            /// <param name="input">Log-probabilities.</param>
            /// <param name="target">Log-probabilities; probabilities where log_target is false.</param>
            public static Tensor kl_div(
                Tensor input,
                Tensor target,
                bool log_target = true,
                Reduction reduction = Reduction.Mean
            )
            {
                var losses = log_target ? target.exp() * (target - input) : target.xlogy(target) - target * input;
                return Reduced(losses, reduction);
            }

            /// <summary>exp(input) - target·input, or input - target·log(input + eps) where log_input is false.</summary>
            /// <param name="full">Adds Stirling's approximation of log(target!).</param>
            public static Tensor poisson_nll_loss(
                Tensor input,
                Tensor target,
                bool log_input = true,
                bool full = false,
                float eps = 1e-8f,
                Reduction reduction = Reduction.Mean
            )
            {
                RequireSameShape(input, target, "poisson_nll_loss");
                var losses = log_input ? input.exp() - target * input : input - target * (input + eps).log();
                if (full)
                {
                    var stirling = target * target.log() - target + (target * (2 * Math.PI)).log() * 0.5;
                    losses += stirling.masked_fill(target.le(1), 0);
                }
                return Reduced(losses, reduction);
            }

            /// <summary>(log variance + (input - target)² / variance) / 2.</summary>
            /// <param name="variance">Of the input's shape, or with a last dimension of 1, or without it.</param>
            /// <param name="full">Adds the constant log(2π) / 2.</param>
            /// <param name="eps">The smallest variance; gradients pass it as if it were not there.</param>
            public static Tensor gaussian_nll_loss(
                Tensor input,
                Tensor target,
                Tensor variance,
                bool full = false,
                float eps = 1e-6f,
                Reduction reduction = Reduction.Mean
            )
            {
                RequireSameShape(input, target, "gaussian_nll_loss");
                var (sizes, own) = (input.Impl.Sizes, variance.Impl.Sizes);
                if (own.Length == sizes.Length - 1 && own.AsSpan().SequenceEqual(sizes.AsSpan(0, own.Length)))
                    variance = variance.unsqueeze(-1);
                else if (own.Length != sizes.Length || own[^1] != sizes[^1] && own[^1] != 1)
                    throw new TorchException(
                        $"gaussian_nll_loss: a variance of shape {Shapes.Text(own)} does not fit an input of shape {Shapes.Text(sizes)}"
                    );
                using (no_grad())
                    if (variance.lt(0).any().item<bool>())
                        throw new TorchException("gaussian_nll_loss: the variance has negative entries");
                var bounded = variance + (variance.detach().clamp(eps, null) - variance.detach());
                var losses = (bounded.log() + (input - target).square() / bounded) * 0.5;
                return Reduced(full ? losses + 0.5 * Math.Log(2 * Math.PI) : losses, reduction);
            }
        }
    }
}
