using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>Softmax and its logarithm over the features of a batch-innermost matrix [features, L], float32.</summary>
internal static unsafe class Softmax
{
    /// <summary>An exponential in multiply-adds, for <see cref="KernelThreadPool.WorkThreshold"/>.</summary>
    private const int WorkPerElement = 32;

    /// <param name="N">Valid lanes: the batch.</param>
    /// <param name="L">Lanes: the stride of a feature.</param>
    /// <param name="features">Rows: what each lane's softmax runs over.</param>
    /// <param name="input">[features, L].</param>
    /// <param name="output">[features, L]; may be the input.</param>
    /// <param name="log">Whether to take the logarithm (log_softmax).</param>
    public static void Forward(int N, int L, int features, float* input, float* output, bool log)
    {
        var kernel = new ForwardKernel
        {
            N = N,
            L = L,
            Features = features,
            Input = input,
            Output = output,
            Log = log,
        };
        Simd.Run(ref kernel);
    }

    /// <param name="gradOutput">[features, L].</param>
    /// <param name="output">What <see cref="Forward"/> gave.</param>
    /// <param name="gradInput">[features, L]; overwritten.</param>
    public static void Backward(
        int N,
        int L,
        int features,
        float* gradOutput,
        float* output,
        float* gradInput,
        bool log
    )
    {
        var kernel = new BackwardKernel
        {
            N = N,
            L = L,
            Features = features,
            GradOutput = gradOutput,
            Output = output,
            GradInput = gradInput,
            Log = log,
        };
        Simd.Run(ref kernel);
    }

    /// <summary>The largest value of each lane over the features; NaN if one is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Max<S, V>(float* input, long L, int features)
        where S : struct, ISimd<V>
        where V : struct
    {
        V max = S.Broadcast(float.NegativeInfinity);
        for (int f = 0; f < features; f++)
        {
            V x = S.Load(input + f * L);
            max = S.Select(S.Equal(x, x), S.Select(S.LessThan(max, x), x, max), x);
        }
        return max;
    }

    private struct ForwardKernel : ISimdKernel
    {
        public int N;
        public int L;
        public int Features;
        public float* Input;
        public float* Output;
        public bool Log;

        public readonly void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct =>
            KernelThreadPool.For(
                (N + S.Width - 1) / S.Width,
                (long)N * Features * WorkPerElement,
                new Job<S, V> { Of = this }
            );

        private struct Job<S, V> : IJob
            where S : struct, ISimd<V>
            where V : struct
        {
            public ForwardKernel Of;

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public readonly void Run(int register)
            {
                long L = Of.L;
                float* x = Of.Input + register * S.Width;
                float* y = Of.Output + register * S.Width;
                V max = Max<S, V>(x, L, Of.Features);
                V sum = S.Broadcast(0f);
                for (int f = 0; f < Of.Features; f++)
                {
                    V shifted = S.Subtract(S.Load(x + f * L), max);
                    V power = VectorMath.Exp<S, V>(shifted);
                    sum = S.Add(sum, power);
                    S.Store(Of.Log ? shifted : power, y + f * L);
                }
                V logSum = VectorMath.Log<S, V>(sum);
                for (int f = 0; f < Of.Features; f++)
                {
                    V value = S.Load(y + f * L);
                    S.Store(Of.Log ? S.Subtract(value, logSum) : S.Divide(value, sum), y + f * L);
                }
            }
        }
    }

    private struct BackwardKernel : ISimdKernel
    {
        public int N;
        public int L;
        public int Features;
        public float* GradOutput;
        public float* Output;
        public float* GradInput;
        public bool Log;

        public readonly void Run<S, V>()
            where S : struct, ISimd<V>
            where V : struct =>
            KernelThreadPool.For(
                (N + S.Width - 1) / S.Width,
                (long)N * Features * WorkPerElement,
                new Job<S, V> { Of = this }
            );

        private struct Job<S, V> : IJob
            where S : struct, ISimd<V>
            where V : struct
        {
            public BackwardKernel Of;

            [MethodImpl(MethodImplOptions.AggressiveOptimization)]
            public readonly void Run(int register)
            {
                long L = Of.L;
                float* g = Of.GradOutput + register * S.Width;
                float* y = Of.Output + register * S.Width;
                float* result = Of.GradInput + register * S.Width;
                V sum = S.Broadcast(0f);
                for (int f = 0; f < Of.Features; f++)
                {
                    V grad = S.Load(g + f * L);
                    sum = Of.Log ? S.Add(sum, grad) : S.MultiplyAdd(grad, S.Load(y + f * L), sum);
                }
                for (int f = 0; f < Of.Features; f++)
                {
                    V grad = S.Load(g + f * L);
                    V output = S.Load(y + f * L);
                    S.Store(
                        Of.Log
                            ? S.Subtract(grad, S.Multiply(VectorMath.Exp<S, V>(output), sum))
                            : S.Multiply(output, S.Subtract(grad, sum)),
                        result + f * L
                    );
                }
            }
        }
    }
}
