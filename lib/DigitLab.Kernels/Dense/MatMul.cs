namespace DigitLab.Kernels;

/// <summary>The matrix product of ordinary row-major float32 matrices.</summary>
internal static unsafe class MatMul
{
    /// <summary>c [m, n] = op(a) [m, k] · op(b) [k, n].</summary>
    /// <param name="lda">Floats from row to row of <paramref name="a"/> as stored ([k, m] when transposed).</param>
    /// <param name="ldb">Floats from row to row of <paramref name="b"/> as stored ([n, k] when transposed).</param>
    /// <param name="ldc">Floats from row to row of <paramref name="c"/>. Nothing beyond column n is touched.</param>
    public static void Multiply(
        int m,
        int n,
        int k,
        float* a,
        int lda,
        bool transposeA,
        float* b,
        int ldb,
        bool transposeB,
        float* c,
        int ldc
    )
    {
        var gemm = new Gemm
        {
            M = m,
            N = n,
            K = k,
            A = a,
            LdA = lda,
            TransposeA = transposeA,
            B = b,
            LdB = ldb,
            TransposeB = transposeB,
            C = c,
            LdC = ldc,
        };
        Simd.Run(ref gemm);
    }
}
