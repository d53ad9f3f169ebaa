namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>max(0, x) + min(0, alpha·(exp(x / alpha) - 1)) (Barron, 2017).</summary>
            public static Tensor celu(Tensor x, double alpha, bool inplace = false) =>
                alpha == 0
                    ? throw new TorchException("celu: alpha must not be 0")
                    : Activated(x, inplace, "celu_", t => elu(t / alpha, 1) * alpha);

            /// <summary>x·Φ(x), exactly or by the approximation 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))).</summary>
            public static Tensor gelu(Tensor x, Modules.GELU.Approximate approximate, bool inplace = false) =>
                approximate == Modules.GELU.Approximate.none
                    ? gelu(x, inplace)
                    : Activated<GeluTanhActivation>(x, inplace);

            /// <summary>a·sigmoid(b), where a and b are the halves of the input along a dimension.</summary>
            public static Tensor glu(Tensor input, long dim = -1)
            {
                var d = Shapes.Dim(dim, input.Impl.Sizes.Length, "glu");
                if (input.Impl.Sizes.Length == 0 || input.Impl.Sizes[d] % 2 != 0)
                    throw new TorchException(
                        $"glu: dimension {d} of shape {Shapes.Text(input.Impl.Sizes)} cannot be halved: its size must be even"
                    );
                var half = input.Impl.Sizes[d] / 2;
                return input.narrow(d, 0, half) * input.narrow(d, half, half).sigmoid();
            }

            /// <summary>clamp(x + 3, 0, 6) / 6: sigmoid in three straight lines.</summary>
            public static Tensor hardsigmoid(Tensor input, bool inplace = false) =>
                Activated(input, inplace, "hardsigmoid_", static t => (t + 3).clamp(0, 6) / 6);

            /// <summary>x·hardsigmoid(x) (Howard et al., 2019).</summary>
            public static Tensor hardswish(Tensor input, bool inplace = false) =>
                Activated(input, inplace, "hardswish_", static t => t * ((t + 3).clamp(0, 6) / 6));

            /// <summary>x where |x| exceeds lambda, else 0.</summary>
            public static Tensor hardshrink(Tensor x, double lambda = 0.5) =>
                torch.where(x.detach().abs().le(lambda), torch.zeros_like(x), x);

            /// <summary>x moved towards 0 by lambda; 0 where |x| is at most lambda.</summary>
            public static Tensor softshrink(Tensor x, double lambda = 0.5) =>
                lambda < 0
                    ? throw new TorchException($"softshrink: lambda must be greater or equal to 0, got {lambda}")
                    : x - x.clamp(-lambda, lambda);

            /// <summary>x where it exceeds the threshold, else the value.</summary>
            public static Tensor threshold(Tensor x, double threshold, double value, bool inplace = false) =>
                Activated(x, inplace, "threshold_", t => torch.where(t.detach().gt(threshold), t, t.full_like(value)));

            /// <summary>x where positive, else weight·x; one weight, or one for each channel (dimension 1).</summary>
            public static Tensor prelu(Tensor input, Tensor weight)
            {
                var (sizes, n) = (input.Impl.Sizes, weight.numel());
                var channels = sizes.Length < 2 ? 1 : sizes[1];
                if (n != 1 && n != channels)
                    throw new TorchException(
                        $"prelu: expects 1 weight or one for each of {channels} channels, got {n} for shape {Shapes.Text(sizes)}"
                    );
                var slope = n == 1 ? weight.reshape(1) : ClassWise(weight, input);
                return torch.where(input.detach().gt(0), input, input * slope);
            }

            /// <summary>Softmax over the channels of [N, C, H, W] or [C, H, W].</summary>
            public static Tensor softmax2d(Tensor x) =>
                x.Impl.Sizes.Length is 3 or 4
                    ? x.softmax(-3)
                    : throw new TorchException(
                        $"softmax2d: expects [N, C, H, W] or [C, H, W], got {Shapes.Text(x.Impl.Sizes)}"
                    );
        }
    }

    public partial class Tensor
    {
        public Tensor celu() => nn.functional.celu(this, 1);

        public Tensor celu(Scalar alpha) => nn.functional.celu(this, alpha.Double);

        public Tensor hardsigmoid() => nn.functional.hardsigmoid(this);

        public Tensor hardswish() => nn.functional.hardswish(this);

        public Tensor prelu(Tensor target) => nn.functional.prelu(this, target);

        public Tensor threshold(Scalar threshold, Scalar value) =>
            nn.functional.threshold(this, threshold.Double, value.Double);

        public Tensor threshold_(Scalar threshold, Scalar value) =>
            nn.functional.threshold(this, threshold.Double, value.Double, inplace: true);

        public Tensor elu_(double alpha = 1) => nn.functional.elu(this, alpha, inplace: true);

        public Tensor gelu_() => nn.functional.gelu(this, inplace: true);

        public Tensor gelu_(Modules.GELU.Approximate approximate) =>
            nn.functional.gelu(this, approximate, inplace: true);

        public Tensor leaky_relu_(Scalar negative_slope) =>
            nn.functional.leaky_relu(this, negative_slope.Double, inplace: true);

        public Tensor silu_() => nn.functional.silu(this, inplace: true);
    }
}
