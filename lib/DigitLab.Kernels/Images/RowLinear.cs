using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>
/// A fully connected layer on few samples in ordinary [N, in] layout: dot products with the rows of the weight, four
/// rows at a time, a register along the features.
/// </summary>
internal unsafe struct RowLinear : ISimdKernel
{
    private const int Together = 4;

    public int N;
    public int InFeatures;
    public int OutFeatures;
    public float* Input;
    public float* Weight;
    public float* Bias;
    public float* Output;

    public readonly void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        int blocks = (OutFeatures + Together - 1) / Together;
        KernelThreadPool.For(blocks, (long)N * InFeatures * OutFeatures, new Job<S, V> { Of = this });
    }

    private struct Job<S, V> : IJob
        where S : struct, ISimd<V>
        where V : struct
    {
        public RowLinear Of;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run(int block)
        {
            int inFeatures = Of.InFeatures;
            int first = block * Together;
            int last = Of.OutFeatures - 1;
            // Behind the last output, its row is used again and the result dropped.
            float* w0 = Of.Weight + (nint)first * inFeatures;
            float* w1 = Of.Weight + (nint)Math.Min(first + 1, last) * inFeatures;
            float* w2 = Of.Weight + (nint)Math.Min(first + 2, last) * inFeatures;
            float* w3 = Of.Weight + (nint)Math.Min(first + 3, last) * inFeatures;
            float* sums = stackalloc float[Together];
            for (int n = 0; n < Of.N; n++)
            {
                float* x = Of.Input + (nint)n * inFeatures;
                V even0 = S.Broadcast(0f);
                V even1 = even0,
                    even2 = even0,
                    even3 = even0,
                    odd0 = even0,
                    odd1 = even0,
                    odd2 = even0,
                    odd3 = even0;
                nint i = 0;
                for (; i <= inFeatures - 2 * S.Width; i += 2 * S.Width)
                {
                    V a = S.Load(x + i);
                    V b = S.Load(x + i + S.Width);
                    even0 = S.MultiplyAdd(a, S.Load(w0 + i), even0);
                    even1 = S.MultiplyAdd(a, S.Load(w1 + i), even1);
                    even2 = S.MultiplyAdd(a, S.Load(w2 + i), even2);
                    even3 = S.MultiplyAdd(a, S.Load(w3 + i), even3);
                    odd0 = S.MultiplyAdd(b, S.Load(w0 + i + S.Width), odd0);
                    odd1 = S.MultiplyAdd(b, S.Load(w1 + i + S.Width), odd1);
                    odd2 = S.MultiplyAdd(b, S.Load(w2 + i + S.Width), odd2);
                    odd3 = S.MultiplyAdd(b, S.Load(w3 + i + S.Width), odd3);
                }
                if (i <= inFeatures - S.Width)
                {
                    V a = S.Load(x + i);
                    even0 = S.MultiplyAdd(a, S.Load(w0 + i), even0);
                    even1 = S.MultiplyAdd(a, S.Load(w1 + i), even1);
                    even2 = S.MultiplyAdd(a, S.Load(w2 + i), even2);
                    even3 = S.MultiplyAdd(a, S.Load(w3 + i), even3);
                    i += S.Width;
                }
                *(Vector128<float>*)sums = S.Sum(
                    S.Add(even0, odd0),
                    S.Add(even1, odd1),
                    S.Add(even2, odd2),
                    S.Add(even3, odd3)
                );
                for (; i < inFeatures; i++)
                {
                    sums[0] += x[i] * w0[i];
                    sums[1] += x[i] * w1[i];
                    sums[2] += x[i] * w2[i];
                    sums[3] += x[i] * w3[i];
                }
                for (int o = first; o <= Math.Min(first + Together - 1, last); o++)
                    Of.Output[(nint)n * Of.OutFeatures + o] = sums[o - first] + (Of.Bias == null ? 0 : Of.Bias[o]);
            }
        }
    }
}
