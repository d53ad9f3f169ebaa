using DigitLab.Kernels;

namespace TorchSharp;

internal static unsafe class Activations
{
    public static torch.Tensor Apply<TActivation>(torch.Tensor input, TActivation activation = default)
        where TActivation : struct, IActivation
    {
        using var converted = input.dtype.IsFloat() ? null : input.to_type(torch.get_default_dtype());
        var given = converted ?? input;
        var x = Pointwise.Dense(given);
        var y = x.AllocateLike();
        if (x.dtype == torch.ScalarType.Float64)
        {
            var n = checked((int)Pointwise.DenseExtent(x.Impl));
            activation.Forward(new ReadOnlySpan<double>(x.Data<double>(), n), new Span<double>(y.Data<double>(), n));
        }
        else
        {
            var pieces = new DenseChunks(Pointwise.DenseExtent(x.Impl));
            var job = new ForwardJob<TActivation>(activation, pieces, x.Data<float>(), y.Data<float>());
            KernelThreadPool.For(pieces.Count, ref job);
        }
        GC.KeepAlive(x);
        if (!ReferenceEquals(x, given))
            x.Dispose();
        return Autograd.ShouldRecord(given)
            ? Autograd.Record(
                TActivation.Name,
                y,
                [given],
                [TActivation.DerivesFromInput ? given : y],
                (grad, saved, _) => [Backward(grad, saved[0], activation)]
            )
            : y;
    }

    public static torch.Tensor Apply(torch.Tensor input, Activation activation) =>
        activation switch
        {
            Activation.Relu => Apply<ReluActivation>(input),
            Activation.Tanh => Apply<TanhActivation>(input),
            Activation.Sigmoid => Apply<SigmoidActivation>(input),
            _ => input,
        };

    /// <summary>
    /// Changes the tensor itself. An activation that derives from its input works on a copy of it, or nothing would be
    /// left to derive from.
    /// </summary>
    public static torch.Tensor ApplyInPlace<TActivation>(torch.Tensor target, TActivation activation = default)
        where TActivation : struct, IActivation =>
        InPlace.Replace(
            target,
            $"{TActivation.Name}_",
            x =>
            {
                using var before = TActivation.DerivesFromInput && Autograd.ShouldRecord(x) ? x.clone() : x.NewHandle();
                return Apply(before, activation);
            }
        );

    /// <summary>The gradient of the activation's input; in the memory of <paramref name="grad"/> if nothing else references it.</summary>
    /// <param name="grad">The gradient of the output.</param>
    /// <param name="source">The input or the output, whichever the activation derives from.</param>
    public static torch.Tensor Backward<TActivation>(
        torch.Tensor grad,
        torch.Tensor source,
        TActivation activation = default
    )
        where TActivation : struct, IActivation
    {
        if (GradMode.Enabled || source.dtype == torch.ScalarType.Float64)
            return activation.Gradient(grad, source);
        var from = Pointwise.Dense(source);
        var reuse = grad.Impl.IsUniquelyOwned && Pointwise.SameLayout(grad.Impl, from.Impl);
        using var g = reuse ? grad.NewHandle() : BatchInnermost.WithLayoutOf(grad, from);
        var result = reuse ? grad.NewHandle() : from.AllocateLike();
        var pieces = new DenseChunks(Pointwise.DenseExtent(from.Impl));
        var job = new BackwardJob<TActivation>(
            activation,
            pieces,
            g.Data<float>(),
            from.Data<float>(),
            result.Data<float>()
        );
        KernelThreadPool.For(pieces.Count, ref job);
        GC.KeepAlive(from);
        if (!ReferenceEquals(from, source))
            from.Dispose();
        return result;
    }

    /// <summary>The same for an activation that a kernel applied to its result.</summary>
    public static torch.Tensor Backward(Activation activation, torch.Tensor grad, torch.Tensor output) =>
        activation switch
        {
            Activation.Relu => Backward<ReluActivation>(grad, output),
            Activation.Tanh => Backward<TanhActivation>(grad, output),
            Activation.Sigmoid => Backward<SigmoidActivation>(grad, output),
            _ => grad.NewHandle(),
        };

    private readonly struct ForwardJob<TActivation>(TActivation activation, DenseChunks pieces, float* x, float* y)
        : IJob
        where TActivation : struct, IActivation
    {
        private readonly float* x = x;
        private readonly float* y = y;

        public void Run(int piece)
        {
            var (start, length) = pieces[piece];
            activation.Forward(length, x + start, y + start);
        }
    }

    private readonly struct BackwardJob<TActivation>(
        TActivation activation,
        DenseChunks pieces,
        float* g,
        float* source,
        float* gx
    ) : IJob
        where TActivation : struct, IActivation
    {
        private readonly float* g = g;
        private readonly float* source = source;
        private readonly float* gx = gx;

        public void Run(int piece)
        {
            var (start, length) = pieces[piece];
            activation.Backward(length, g + start, source + start, gx + start);
        }
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>max(0, x).</summary>
        public Tensor relu() => dtype.IsFloat() ? Activations.Apply<ReluActivation>(this) : clamp(0);

        public Tensor tanh() => Activations.Apply<TanhActivation>(this);

        /// <summary>1 / (1 + exp(-x)).</summary>
        public Tensor sigmoid() => Activations.Apply<SigmoidActivation>(this);

        public Tensor relu_() => Activations.ApplyInPlace<ReluActivation>(this);

        public Tensor tanh_() => Activations.ApplyInPlace<TanhActivation>(this);

        public Tensor sigmoid_() => Activations.ApplyInPlace<SigmoidActivation>(this);

        public Tensor leaky_relu(Scalar negative_slope) => nn.functional.leaky_relu(this, negative_slope.Double);

        public Tensor elu(double alpha = 1) => nn.functional.elu(this, alpha);

        public Tensor selu() => nn.functional.selu(this);

        public Tensor gelu() => nn.functional.gelu(this);

        public Tensor gelu(Modules.GELU.Approximate approximate) => nn.functional.gelu(this, approximate);

        public Tensor silu() => nn.functional.silu(this);

        public Tensor relu6() => nn.functional.relu6(this);

        public Tensor hardtanh(Scalar min, Scalar max) => clamp(min, max);

        public Tensor softplus(double beta = 1, double threshold = 20) => nn.functional.softplus(this, beta, threshold);
    }

    public static partial class nn
    {
        public static partial class functional
        {
            private static Tensor Activated(Tensor x, bool inplace, string name, Func<Tensor, Tensor> activation) =>
                inplace ? InPlace.Replace(x, name, activation) : activation(x);

            private static Tensor Activated<TActivation>(Tensor x, bool inplace, TActivation activation = default)
                where TActivation : struct, IActivation =>
                inplace ? Activations.ApplyInPlace(x, activation) : Activations.Apply(x, activation);

            public static Tensor relu(Tensor x, bool inplace = false) => Activated<ReluActivation>(x, inplace);

            public static Tensor tanh(Tensor x, bool inplace = false) => Activated<TanhActivation>(x, inplace);

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) => Activated<SigmoidActivation>(x, inplace);

            /// <summary>x where positive, else negative_slope·x.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Activated(input, inplace, new LeakyReluActivation(negative_slope));

            /// <summary>x where positive, else alpha·(exp(x) - 1).</summary>
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                Activated(x, inplace, new EluActivation(alpha));

            /// <summary>elu with the constants that keep mean and variance (Klambauer et al., 2017).</summary>
            public static Tensor selu(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "selu_", static t => elu(t, 1.6732632423543772) * 1.0507009873554805);

            /// <summary>x·Φ(x) with the normal distribution function Φ.</summary>
            public static Tensor gelu(Tensor x) => gelu(x, inplace: false);

            public static Tensor gelu(Tensor x, bool inplace) => Activated<GeluActivation>(x, inplace);

            /// <summary>x·sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) => Activated<SiluActivation>(x, inplace);

            public static Tensor mish(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "mish_", static t => t * softplus(t).tanh());

            /// <summary>min(max(0, x), 6).</summary>
            public static Tensor relu6(Tensor x, bool inplace = false) => hardtanh(x, 0, 6, inplace);

            public static Tensor hardtanh(Tensor x, double min_val = -1, double max_val = 1, bool inplace = false) =>
                Activated(x, inplace, "hardtanh_", t => t.clamp(min_val, max_val));

            /// <summary>log(1 + exp(beta·x)) / beta; x itself where beta·x exceeds the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20)
            {
                var scaled = x * beta;
                return torch.where(
                    scaled.detach().gt(threshold),
                    x,
                    scaled.clamp(null, threshold).exp().log1p() / beta
                );
            }

            public static Tensor logsigmoid(Tensor x) => -softplus(-x);

            public static Tensor softsign(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "softsign_", static t => t / (t.abs() + 1));

            public static Tensor tanhshrink(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "tanhshrink_", static t => t - t.tanh());
        }
    }
}
