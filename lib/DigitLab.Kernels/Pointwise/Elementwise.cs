using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// Operations element by element on float32 arrays of any length, on the calling thread. Source and destination may be
/// the same.
/// </summary>
internal static unsafe partial class Elementwise
{
    /// <summary>y = max(x, 0); NaN stays NaN.</summary>
    public static void Relu(long n, float* x, float* y) => Map<ReluOf>(n, x, x, y);

    /// <summary>gradInput = gradOutput where the output is not &lt;= 0, else 0.</summary>
    public static void ReluBackward(long n, float* gradOutput, float* output, float* gradInput) =>
        Map<ReluGradient>(n, gradOutput, output, gradInput);

    public static void Tanh(long n, float* x, float* y) => Map<TanhOf>(n, x, x, y);

    /// <summary>gradInput = gradOutput * (1 - output²).</summary>
    public static void TanhBackward(long n, float* gradOutput, float* output, float* gradInput) =>
        Map<TanhGradient>(n, gradOutput, output, gradInput);

    public static void Sigmoid(long n, float* x, float* y) => Map<SigmoidOf>(n, x, x, y);

    /// <summary>gradInput = gradOutput * output * (1 - output).</summary>
    public static void SigmoidBackward(long n, float* gradOutput, float* output, float* gradInput) =>
        Map<SigmoidGradient>(n, gradOutput, output, gradInput);

    /// <summary>y = activation(x).</summary>
    public static void Activate(long n, float* x, float* y, Activation activation)
    {
        switch (activation)
        {
            case Activation.Relu:
                Relu(n, x, y);
                break;
            case Activation.Tanh:
                Tanh(n, x, y);
                break;
            case Activation.Sigmoid:
                Sigmoid(n, x, y);
                break;
            default:
                if (x != y)
                    Buffer.MemoryCopy(x, y, n * sizeof(float), n * sizeof(float));
                break;
        }
    }

    /// <summary>
    /// x = activation(x), of pixels that lie <paramref name="stride"/> floats apart, whole registers of lanes each; for
    /// the activations that a tile leaves to others (ReLU it does itself).
    /// </summary>
    public static void ActivatePixels<S, V>(float* x, nint pixels, nint stride, nint lanes, Activation activation)
        where S : struct, ISimd<V>
        where V : struct
    {
        switch (activation)
        {
            case Activation.Tanh:
                MapPixels<TanhOf, S, V>(x, pixels, stride, lanes);
                break;
            case Activation.Sigmoid:
                MapPixels<SigmoidOf, S, V>(x, pixels, stride, lanes);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MapPixels<TOperation, S, V>(float* x, nint pixels, nint stride, nint lanes)
        where TOperation : struct, IOperation
        where S : struct, ISimd<V>
        where V : struct
    {
        V zero = S.Broadcast(0f);
        for (float* end = x + pixels * stride; x < end; x += stride)
        for (nint l = 0; l < lanes; l += S.Width)
            S.Store(TOperation.Apply<S, V>(S.Load(x + l), zero, zero, zero), x + l);
    }

    private static void Map<TOperation>(long n, float* x, float* y, float* result, float a = 0, float b = 0)
        where TOperation : struct, IOperation
    {
        var map = new MapKernel<TOperation>
        {
            Count = n,
            X = x,
            Y = y,
            Result = result,
            A = a,
            B = b,
        };
        Simd.Run(ref map);
    }

    /// <summary>A function of two registers and two scalars; those that need fewer leave the rest.</summary>
    internal interface IOperation
    {
        static abstract V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct;
    }

    private struct MapKernel<TOperation> : ISimdKernel
        where TOperation : struct, IOperation
    {
        public long Count;
        public float* X;
        public float* Y;
        public float* Result;
        public float A;
        public float B;

        public readonly void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct
        {
            long whole = Count / S.Width * S.Width;
            Run<S, V>(0, whole);
            Run<NoSimd, float>(whole, Count);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Run<S, V>(long from, long to)
            where S : struct, ISimd<V>
            where V : struct
        {
            float* px = X;
            float* py = Y;
            float* result = Result;
            V a = S.Broadcast(A);
            V b = S.Broadcast(B);
            for (long i = from; i < to; i += S.Width)
                S.Store(TOperation.Apply<S, V>(S.Load(px + i), S.Load(py + i), a, b), result + i);
        }
    }

    private readonly struct ReluOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Relu(x);
    }

    internal readonly struct ReluGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.AndNot(x, NotPositive<S, V>(y));

        /// <summary>False for NaN, as in PyTorch.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static V NotPositive<S, V>(V y)
            where S : struct, ISimd<V>
            where V : struct => S.Or(S.LessThan(y, S.Broadcast(0f)), S.Equal(y, S.Broadcast(0f)));
    }

    private readonly struct TanhOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => VectorMath.Tanh<S, V>(x);
    }

    internal readonly struct TanhGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Multiply(x, S.Subtract(S.Broadcast(1f), S.Multiply(y, y)));
    }

    private readonly struct SigmoidOf : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => VectorMath.Sigmoid<S, V>(x);
    }

    internal readonly struct SigmoidGradient : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static V Apply<S, V>(V x, V y, V a, V b)
            where S : struct, ISimd<V>
            where V : struct => S.Multiply(S.Multiply(x, y), S.Subtract(S.Broadcast(1f), y));
    }
}
