namespace DigitLab.Kernels.Tests;

public sealed unsafe class ElementwiseTests : KernelTest
{
    private delegate void Unary(long n, float* x, float* y);

    private delegate void Binary(long n, float* a, float* b, float* y);

    /// <summary>Name, kernel, definition, values from which to which, units in the last place that it may be off.</summary>
    private static readonly (
        string Name,
        Unary Kernel,
        Func<double, double> Definition,
        float From,
        float To,
        double Ulps
    )[] Unaries =
    [
        ("relu", Elementwise.Relu, x => double.IsNaN(x) ? x : Math.Max(x, 0), -3, 3, 0),
        ("tanh", Elementwise.Tanh, Math.Tanh, -12, 12, 2.5),
        ("tanh", Elementwise.Tanh, Math.Tanh, -0.5f, 0.5f, 2.5),
        ("tanh", Elementwise.Tanh, Math.Tanh, -1e-3f, 1e-3f, 2.5),
        ("sigmoid", Elementwise.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -80, 80, 2.5),
        ("sigmoid", Elementwise.Sigmoid, x => 1 / (1 + Math.Exp(-x)), -4, 4, 2.5),
        ("exp", Exp, Math.Exp, -104, 89, 1.5),
        ("exp", Exp, Math.Exp, -1, 1, 1.5),
        ("log", Log, Math.Log, 0, 3, 1.5),
        ("log", Log, Math.Log, 0, 1e-37f, 1.5),
        ("log", Log, Math.Log, 1e30f, 3e38f, 1.5),
        ("leaky relu", (n, x, y) => Elementwise.LeakyRelu(n, x, 0.125f, y), x => x > 0 ? x : 0.125 * x, -3, 3, 0),
        ("elu", (n, x, y) => Elementwise.Elu(n, x, 1.5f, y), x => Elu(x, 1.5), -25, 3, 2.5),
        ("elu", (n, x, y) => Elementwise.Elu(n, x, 1.5f, y), x => Elu(x, 1.5), -1e-3f, 1e-3f, 2.5),
        ("silu", Elementwise.Silu, Silu, -80, 80, 3.5),
        ("silu", Elementwise.Silu, Silu, -4, 4, 3.5),
        // The error that x² is rounded by grows with x²/2 in the tail.
        ("gelu", Elementwise.Gelu, Gelu, -12, 12, 75),
        ("gelu", Elementwise.Gelu, Gelu, -4, 4, 12),
        ("gelu", Elementwise.Gelu, Gelu, -0.5f, 0.5f, 8),
        ("gelu by tanh", Elementwise.GeluTanh, GeluTanh, -5, 5, 60),
        ("gelu by tanh", Elementwise.GeluTanh, GeluTanh, -0.5f, 0.5f, 3.5),
    ];

    private static readonly (string Name, Binary Kernel, Func<double, double, double> Definition)[] Binaries =
    [
        ("relu's gradient", Elementwise.ReluBackward, (g, y) => y > 0 ? g : 0),
        ("tanh's gradient", Elementwise.TanhBackward, (g, y) => g * (1 - y * y)),
        ("sigmoid's gradient", Elementwise.SigmoidBackward, (g, y) => g * y * (1 - y)),
        (
            "leaky relu's gradient",
            (n, g, x, y) => Elementwise.LeakyReluBackward(n, g, x, 0.1f, y),
            (g, x) => x > 0 ? g : g * 0.1f
        ),
        (
            "elu's gradient",
            (n, g, x, y) => Elementwise.EluBackward(n, g, x, 1.5f, y),
            (g, x) => x > 0 ? g : g * 1.5 * Math.Exp(x)
        ),
        ("silu's gradient", Elementwise.SiluBackward, (g, x) => g * Slope(Silu, x)),
        ("gelu's gradient", Elementwise.GeluBackward, (g, x) => g * Slope(Gelu, x)),
        ("gelu's gradient by tanh", Elementwise.GeluTanhBackward, (g, x) => g * Slope(GeluTanh, x)),
    ];

    private static void Exp(long n, float* x, float* y) => Run(new VectorMathKernel(n, x, y));

    private static void Log(long n, float* x, float* y) => Run(new VectorMathKernel(n, x, y) { IsLog = true });

    private static void Run(VectorMathKernel kernel) => Simd.Run(ref kernel);

    /// <summary>Functions that the kernels use on registers.</summary>
    private readonly struct VectorMathKernel(long n, float* x, float* y) : ISimdKernel
    {
        private readonly float* x = x;
        private readonly float* y = y;

        public bool IsLog { get; init; }

        public void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            float* buffer = stackalloc float[S.Width];
            for (long i = 0; i < n; i += S.Width)
            {
                int count = (int)Math.Min(S.Width, n - i);
                new Span<float>(x + i, count).CopyTo(new Span<float>(buffer, S.Width));
                V value = S.Load(buffer);
                S.Store(IsLog ? VectorMath.Log<S, V>(value) : VectorMath.Exp<S, V>(value), buffer);
                new Span<float>(buffer, count).CopyTo(new Span<float>(y + i, count));
            }
        }
    }

    /// <summary>e^x - 1 = e^(x/2) * 2 sinh(x/2), which does not cancel.</summary>
    private static double Elu(double x, double alpha) =>
        x > 0 ? x
        : x < -100 ? -alpha
        : alpha * Math.Exp(x / 2) * 2 * Math.Sinh(x / 2);

    private static double Silu(double x) => x / (1 + Math.Exp(-x));

    private static double Gelu(double x) => x * 0.5 * ErrorFunction.Erfc(-x * Math.Sqrt(0.5));

    /// <summary>x / 2 * (1 + tanh u) = x / (1 + e^-2u), which does not cancel.</summary>
    private static double GeluTanh(double x) =>
        x / (1 + Math.Exp(-2 * Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));

    /// <summary>The derivative, by differences of the fourth order.</summary>
    private static double Slope(Func<double, double> f, double x)
    {
        const double H = 1e-3;
        return (8 * (f(x + H) - f(x - H)) - f(x + 2 * H) + f(x - 2 * H)) / (12 * H);
    }

    [Fact]
    public void Functions_are_exact_to_a_few_units_in_the_last_place() =>
        OnEveryInstructionSet(() =>
        {
            foreach (var (name, kernel, definition, from, to, ulps) in Unaries)
            {
                const int Count = 50_000;
                using var x = new GuardedMemory<float>(Count);
                using var y = new GuardedMemory<float>(Count);
                var random = new Random(1);
                foreach (ref float value in x.Span)
                    value = (float)(from + random.NextDouble() * (to - (double)from));
                kernel(Count, x.Pointer, y.Pointer);
                for (int i = 0; i < Count; i++)
                    CheckUlps(y.Pointer[i], definition(x.Pointer[i]), ulps, $"{name}({x.Pointer[i]:G9})");
            }
        });

    [Fact]
    public void Functions_are_right_at_the_special_values() =>
        OnEveryInstructionSet(() =>
        {
            float[] special =
            [
                0,
                -0f,
                1,
                -1,
                float.PositiveInfinity,
                float.NegativeInfinity,
                float.NaN,
                float.Epsilon,
                -float.Epsilon,
                float.MaxValue,
                float.MinValue,
                1.17549435e-38f,
                88.7f,
                -103.9f,
                1e-20f,
            ];
            using var x = new GuardedMemory<float>(special.Length);
            using var y = new GuardedMemory<float>(special.Length);
            special.CopyTo(x.Span);
            foreach (var (name, kernel, definition, _, _, ulps) in Unaries)
            {
                kernel(special.Length, x.Pointer, y.Pointer);
                for (int i = 0; i < special.Length; i++)
                    // Where e^-x is no float, the sigmoid is 0 to within a denormal, as PyTorch's is; times -inf no number.
                    if (!(name is "sigmoid" or "silu" && special[i] < -88))
                        CheckUlps(y.Pointer[i], definition(special[i]), ulps, $"{name}({special[i]:G9})");
            }
        });

    /// <summary>Also that nothing behind the arrays is read or written, and that source and destination may be the same.</summary>
    [Fact]
    public void Every_length_up_to_256_is_right() =>
        OnEveryInstructionSet(() =>
        {
            var random = new Random(2);
            for (int n = 0; n <= 256; n = n < 70 ? n + 1 : n + 31)
            {
                using var a = Random(random, n);
                using var b = Random(random, n);
                using var y = NaNs(n);
                foreach (var (name, kernel, definition) in Binaries)
                {
                    kernel(n, a.Pointer, b.Pointer, y.Pointer);
                    for (int i = 0; i < n; i++)
                        ShouldAgree(y.Pointer[i], definition(a.Pointer[i], b.Pointer[i]), 1e-6, $"{name} {i} of {n}");
                }
                foreach (var (name, kernel, definition, _, _, _) in Unaries)
                {
                    foreach (ref float x in a.Span)
                        x = MathF.Abs(x);
                    a.Span.CopyTo(y.Span);
                    kernel(n, y.Pointer, y.Pointer);
                    for (int i = 0; i < n; i++)
                        ShouldAgree(y.Pointer[i], definition(a.Pointer[i]), 1e-6, $"{name} {i} of {n}");
                }
            }
        });

    [Fact]
    public void The_gradient_of_relu_lets_through_where_the_output_is_NaN() =>
        OnEveryInstructionSet(() =>
        {
            float[] output = [float.NaN, 0, -0f, -1, 1];
            float[] gradient = [1, 2, 3, 4, 5];
            var result = new float[5];
            fixed (float* g = gradient)
            fixed (float* y = output)
            fixed (float* r = result)
                Elementwise.ReluBackward(5, g, y, r);
            result.ShouldBe([1, 0, 0, 0, 5]);
        });

    private static void CheckUlps(float actual, double expected, double ulps, string what)
    {
        if (double.IsNaN(expected))
        {
            actual.ShouldBe(float.NaN, $"{Simd.Active}: {what}");
            return;
        }
        float rounded = (float)expected;
        if (float.IsInfinity(rounded) || expected == 0)
        {
            actual.ShouldBe(rounded, $"{Simd.Active}: {what}");
            return;
        }
        double ulp = MathF.BitIncrement(MathF.Abs(rounded)) - (double)MathF.Abs(rounded);
        if (!(Math.Abs(actual - expected) <= (ulps + 0.5) * ulp))
            throw new ShouldAssertException(
                $"{Simd.Active}: {what} is {actual:G9}, should be {expected:G9}: {Math.Abs(actual - expected) / ulp:F2} units off"
            );
    }
}
