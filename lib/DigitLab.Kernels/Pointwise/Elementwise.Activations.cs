using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>The activations whose gradients are computed from their inputs.</summary>
internal static unsafe partial class Elementwise
{
    /// <summary>The factor of x³ in GELU's approximation by tanh.</summary>
    public const double GeluCubic = 0.044715;

    /// <summary>2√(2/π): GELU's approximation by tanh is x·sigmoid(2√(2/π)·(x + GeluCubic·x³)).</summary>
    private const float GeluSlope = 1.5957691216f;

    /// <summary>y = x where x &gt; 0, else slope * x.</summary>
    public static void LeakyRelu(long n, float* x, float slope, float* y) => Map<LeakyReluOf>(n, x, x, y, slope);

    /// <summary>gradInput = gradOutput where the input is &gt; 0, else slope * gradOutput.</summary>
    public static void LeakyReluBackward(long n, float* gradOutput, float* input, float slope, float* gradInput) =>
        Map<LeakyReluGradient>(n, gradOutput, input, gradInput, slope);

    /// <summary>y = x where x &gt; 0, else alpha * (e^x - 1).</summary>
    public static void Elu(long n, float* x, float alpha, float* y) => Map<EluOf>(n, x, x, y, alpha);

    /// <summary>gradInput = gradOutput where the input is &gt; 0, else gradOutput * alpha * e^input.</summary>
    public static void EluBackward(long n, float* gradOutput, float* input, float alpha, float* gradInput) =>
        Map<EluGradient>(n, gradOutput, input, gradInput, alpha);

    /// <summary>y = x * sigmoid(x).</summary>
    public static void Silu(long n, float* x, float* y) => Map<SiluOf>(n, x, x, y);

    /// <summary>gradInput = gradOutput * s * (1 + input * (1 - s)), s = sigmoid(input).</summary>
    public static void SiluBackward(long n, float* gradOutput, float* input, float* gradInput) =>
        Map<SiluGradient>(n, gradOutput, input, gradInput);

    /// <summary>y = x * Φ(x), Φ the normal distribution function.</summary>
    public static void Gelu(long n, float* x, float* y) => Map<GeluOf>(n, x, x, y);

    /// <summary>gradInput = gradOutput * (Φ(input) + input * φ(input)), φ the normal density.</summary>
    public static void GeluBackward(long n, float* gradOutput, float* input, float* gradInput) =>
        Map<GeluGradient>(n, gradOutput, input, gradInput);

    /// <summary>y = x / 2 * (1 + tanh(√(2/π) * (x + 0.044715 x³))).</summary>
    public static void GeluTanh(long n, float* x, float* y) => Map<GeluTanhOf>(n, x, x, y);

    public static void GeluTanhBackward(long n, float* gradOutput, float* input, float* gradInput) =>
        Map<GeluTanhGradient>(n, gradOutput, input, gradInput);

    private readonly struct LeakyReluOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Select(S.LessThan(S.Broadcast(0f), x), x, S.Multiply(x, a));
    }

    private readonly struct LeakyReluGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Select(S.LessThan(S.Broadcast(0f), y), x, S.Multiply(x, a));
    }

    private readonly struct EluOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct
        {
            V positive = S.LessThan(S.Broadcast(0f), x);
            return S.Select(positive, x, S.Multiply(a, VectorMath.NegativeExpMinusOne<S, V>(S.AndNot(x, positive))));
        }
    }

    private readonly struct EluGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct
        {
            V falling = S.Multiply(x, S.Multiply(a, VectorMath.Exp<S, V>(y)));
            return S.Select(S.LessThan(S.Broadcast(0f), y), x, falling);
        }
    }

    private readonly struct SiluOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Multiply(x, VectorMath.Sigmoid<S, V>(x));
    }

    private readonly struct SiluGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct
        {
            V one = S.Broadcast(1f);
            V sigmoid = VectorMath.Sigmoid<S, V>(y);
            return S.Multiply(x, S.Multiply(sigmoid, S.MultiplyAdd(y, S.Subtract(one, sigmoid), one)));
        }
    }

    private readonly struct GeluOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Multiply(x, VectorMath.NormalDistribution<S, V>(x, out _));
    }

    private readonly struct GeluGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct
        {
            V distribution = VectorMath.NormalDistribution<S, V>(y, out V density);
            return S.Multiply(x, S.MultiplyAdd(y, density, distribution));
        }
    }

    private readonly struct GeluTanhOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Multiply(x, Share<S, V>(x, S.Multiply(x, x)));

        /// <summary>What of x comes through.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Share<S, V>(V x, V square)
            where S : struct, ISimd<V>
            where V : struct
        {
            V slope = S.MultiplyAdd(square, S.Broadcast((float)(GeluCubic * GeluSlope)), S.Broadcast(GeluSlope));
            return VectorMath.Sigmoid<S, V>(S.Multiply(x, slope));
        }
    }

    private readonly struct GeluTanhGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct
        {
            V square = S.Multiply(y, y);
            V share = GeluTanhOf.Share<S, V>(y, square);
            V slope = S.MultiplyAdd(square, S.Broadcast((float)(3 * GeluCubic * GeluSlope)), S.Broadcast(GeluSlope));
            V change = S.Multiply(S.Multiply(y, slope), S.Multiply(share, S.Subtract(S.Broadcast(1f), share)));
            return S.Multiply(x, S.Add(share, change));
        }
    }
}
