using System.Numerics;

namespace DigitLab.Kernels;

internal static unsafe partial class Naive
{
    /// <summary>See <see cref="MatMul.Multiply"/>.</summary>
    public static void MatMul<T>(
        int m,
        int n,
        int k,
        T* a,
        int lda,
        bool transposeA,
        T* b,
        int ldb,
        bool transposeB,
        T* c,
        int ldc
    )
        where T : unmanaged, INumber<T>
    {
        for (int i = 0; i < m; i++)
        for (int j = 0; j < n; j++)
        {
            T sum = T.Zero;
            for (int p = 0; p < k; p++)
                sum +=
                    (transposeA ? a[(long)p * lda + i] : a[(long)i * lda + p])
                    * (transposeB ? b[(long)j * ldb + p] : b[(long)p * ldb + j]);
            c[(long)i * ldc + j] = sum;
        }
    }

    /// <summary>See <see cref="Linear.Forward"/>; without the activation.</summary>
    public static void LinearForward<T>(
        int N,
        int L,
        int inFeatures,
        int outFeatures,
        T* input,
        T* weight,
        T* bias,
        T* output
    )
        where T : unmanaged, INumber<T>
    {
        MatMul(outFeatures, N, inFeatures, weight, inFeatures, false, input, L, false, output, L);
        for (int o = 0; o < outFeatures && bias != null; o++)
        for (int n = 0; n < N; n++)
            output[(long)o * L + n] += bias[o];
    }

    /// <summary>See <see cref="Linear.BackwardInput"/>.</summary>
    public static void LinearBackwardInput<T>(
        int N,
        int L,
        int inFeatures,
        int outFeatures,
        T* gradOutput,
        T* weight,
        T* gradInput
    )
        where T : unmanaged, INumber<T> =>
        MatMul(inFeatures, N, outFeatures, weight, inFeatures, true, gradOutput, L, false, gradInput, L);

    /// <summary>See <see cref="Linear.BackwardWeight"/>.</summary>
    public static void LinearBackwardWeight<T>(
        int N,
        int L,
        int inFeatures,
        int outFeatures,
        T* input,
        T* gradOutput,
        T* gradWeight,
        T* gradBias
    )
        where T : unmanaged, INumber<T>
    {
        MatMul(outFeatures, inFeatures, N, gradOutput, L, false, input, L, true, gradWeight, inFeatures);
        if (gradBias == null)
            return;
        for (int o = 0; o < outFeatures; o++)
        {
            T sum = T.Zero;
            for (int n = 0; n < N; n++)
                sum += gradOutput[(long)o * L + n];
            gradBias[o] = sum;
        }
    }
}
