using System.Numerics.Tensors;
using DigitLab.Torch.Kernels;

namespace TorchSharp;

/// <summary>An activation whose derivative can be told from its output, with kernels for float32.</summary>
internal unsafe interface IActivation
{
    static abstract string Name { get; }
    static abstract void Forward(long n, float* x, float* y);
    static abstract void Forward(ReadOnlySpan<double> x, Span<double> y);
    static abstract void Backward(long n, float* gradOutput, float* output, float* gradInput);
    static abstract torch.Tensor Gradient(torch.Tensor grad, torch.Tensor output);
}

internal readonly unsafe struct ReluActivation : IActivation
{
    public static string Name => "relu";

    public static void Forward(long n, float* x, float* y) => Elementwise.Relu(n, x, y);

    public static void Forward(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Max(x, 0.0, y);

    public static void Backward(long n, float* gradOutput, float* output, float* gradInput) =>
        Elementwise.ReluBackward(n, gradOutput, output, gradInput);

    public static torch.Tensor Gradient(torch.Tensor grad, torch.Tensor output) => grad * output.gt(0);
}

internal readonly unsafe struct TanhActivation : IActivation
{
    public static string Name => "tanh";

    public static void Forward(long n, float* x, float* y) => Elementwise.Tanh(n, x, y);

    public static void Forward(ReadOnlySpan<double> x, Span<double> y) => TensorPrimitives.Tanh(x, y);

    public static void Backward(long n, float* gradOutput, float* output, float* gradInput) =>
        Elementwise.TanhBackward(n, gradOutput, output, gradInput);

    public static torch.Tensor Gradient(torch.Tensor grad, torch.Tensor output) => grad * (1 - output * output);
}

internal readonly unsafe struct SigmoidActivation : IActivation
{
    public static string Name => "sigmoid";

    public static void Forward(long n, float* x, float* y) => Elementwise.Sigmoid(n, x, y);

    public static void Forward(ReadOnlySpan<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = 1 / (1 + Math.Exp(-x[i]));
    }

    public static void Backward(long n, float* gradOutput, float* output, float* gradInput) =>
        Elementwise.SigmoidBackward(n, gradOutput, output, gradInput);

    public static torch.Tensor Gradient(torch.Tensor grad, torch.Tensor output) => grad * (1 - output) * output;
}

internal static unsafe class Activations
{
    /// <summary>Elements below which one thread does it all.</summary>
    private const long ParallelRun = 1 << 16;
    private const int Chunk = 1 << 14;

    public static torch.Tensor Apply<TActivation>(torch.Tensor input)
        where TActivation : struct, IActivation
    {
        using var converted = input.dtype.IsFloat() ? null : input.to_type(torch.get_default_dtype());
        var given = converted ?? input;
        var x = Pointwise.Dense(given);
        var y = x.AllocateLike();
        var n = Pointwise.DenseExtent(x.Impl);
        if (x.dtype == torch.ScalarType.Float64)
            TActivation.Forward(
                new ReadOnlySpan<double>(x.Data<double>(), checked((int)n)),
                new Span<double>(y.Data<double>(), (int)n)
            );
        else
        {
            var job = new ForwardJob<TActivation>(n, x.Data<float>(), y.Data<float>());
            Run(n, ref job);
        }
        GC.KeepAlive(x);
        if (!ReferenceEquals(x, given))
            x.Dispose();
        return Autograd.Needed(given)
            ? Autograd.Record(
                TActivation.Name,
                y,
                [given],
                [y],
                static (grad, saved, _) => [Backward<TActivation>(grad, saved[0])]
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

    /// <summary>The gradient of the activation's input; in the memory of <paramref name="grad"/> where nobody else sees that.</summary>
    public static torch.Tensor Backward<TActivation>(torch.Tensor grad, torch.Tensor output)
        where TActivation : struct, IActivation
    {
        if (GradMode.Enabled || output.dtype == torch.ScalarType.Float64)
            return TActivation.Gradient(grad, output);
        var reuse = grad.Impl.IsPrivate && Pointwise.SameLayout(grad.Impl, output.Impl);
        using var g = reuse ? grad.NewHandle() : Lanes.Match(grad, output);
        var result = reuse ? grad.NewHandle() : output.AllocateLike();
        var n = Pointwise.DenseExtent(output.Impl);
        var job = new BackwardJob<TActivation>(n, g.Data<float>(), output.Data<float>(), result.Data<float>());
        Run(n, ref job);
        GC.KeepAlive(g);
        GC.KeepAlive(output);
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

    private static void Run<TJob>(long n, ref TJob job)
        where TJob : struct, IJob
    {
        var pieces = (int)((n + Chunk - 1) / Chunk);
        if (n >= ParallelRun)
            Threads.For(pieces, ref job);
        else
            for (var piece = 0; piece < pieces; piece++)
                job.Run(piece);
    }

    private readonly struct ForwardJob<TActivation>(long n, float* x, float* y) : IJob
        where TActivation : struct, IActivation
    {
        private readonly float* x = x;
        private readonly float* y = y;

        public void Run(int piece)
        {
            var start = (long)piece * Chunk;
            TActivation.Forward(Math.Min(Chunk, n - start), x + start, y + start);
        }
    }

    private readonly struct BackwardJob<TActivation>(long n, float* g, float* y, float* gx) : IJob
        where TActivation : struct, IActivation
    {
        private readonly float* g = g;
        private readonly float* y = y;
        private readonly float* gx = gx;

        public void Run(int piece)
        {
            var start = (long)piece * Chunk;
            TActivation.Backward(Math.Min(Chunk, n - start), g + start, y + start, gx + start);
        }
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>max(0, x).</summary>
        public Tensor relu() => Activations.Apply<ReluActivation>(this);

        public Tensor tanh() => Activations.Apply<TanhActivation>(this);

        /// <summary>1 / (1 + exp(-x)).</summary>
        public Tensor sigmoid() => Activations.Apply<SigmoidActivation>(this);

        public Tensor relu_() => InPlace.Replace(this, "relu_", x => x.relu());

        public Tensor tanh_() => InPlace.Replace(this, "tanh_", x => x.tanh());

        public Tensor sigmoid_() => InPlace.Replace(this, "sigmoid_", x => x.sigmoid());

        public Tensor leaky_relu(Scalar negative_slope) => nn.functional.leaky_relu(this, negative_slope.Double);

        public Tensor elu(double alpha = 1) => nn.functional.elu(this, alpha);

        public Tensor selu() => nn.functional.selu(this);

        public Tensor gelu() => nn.functional.gelu(this);

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

            public static Tensor relu(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "relu_", static t => t.relu());

            public static Tensor tanh(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "tanh_", static t => t.tanh());

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor sigmoid(Tensor x, bool inplace) =>
                Activated(x, inplace, "sigmoid_", static t => t.sigmoid());

            /// <summary>x where positive, else negative_slope·x.</summary>
            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                Activated(input, inplace, "leaky_relu_", t => torch.where(t.detach().gt(0), t, t * negative_slope));

            /// <summary>x where positive, else alpha·(exp(x) - 1).</summary>
            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                Activated(x, inplace, "elu_", t => torch.where(t.detach().gt(0), t, t.clamp(null, 0).expm1() * alpha));

            /// <summary>elu with the constants that keep mean and variance (Klambauer et al., 2017).</summary>
            public static Tensor selu(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "selu_", static t => elu(t, 1.6732632423543772) * 1.0507009873554805);

            /// <summary>x·Φ(x) with the normal distribution function Φ.</summary>
            public static Tensor gelu(Tensor x) => x * (((x * Math.Sqrt(0.5)).erf() + 1) * 0.5);

            public static Tensor gelu(Tensor x, bool inplace) => Activated(x, inplace, "gelu_", gelu);

            /// <summary>x·sigmoid(x).</summary>
            public static Tensor silu(Tensor x, bool inplace = false) =>
                Activated(x, inplace, "silu_", static t => t * t.sigmoid());

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
