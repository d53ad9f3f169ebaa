using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// The kernel behind the weight gradients of convolutions: up to 6 input streams (the same image, seen from different
/// taps and in different channels) times up to 4 output channels stay in registers while all pixels and lanes of a
/// stretch are added up. Sums stay apart by lane; they are added across lanes once, at the end of all stretches.
/// <code>sums[m, n, lane] += Σ over (row, column, register) input[m, ...] * gradient[n, ...]</code>
/// </summary>
internal unsafe struct GradientTile : ITile
{
    /// <summary>The first pixel of the first stream; the others are InputOffsets away, which has 6 values of which the
    /// first is 0.</summary>
    public float* Input;
    public nint* InputOffsets;
    public nint InputRow;
    public nint InputColumn;

    public float* Gradient;
    public nint GradientOutput;
    public nint GradientRow;
    public nint GradientColumn;

    public nint Rows;
    public nint Columns;
    public nint Registers;

    /// <summary>The sums of the first stream, a register for each output; the others are SumsOffsets away.</summary>
    public float* Sums;
    public nint* SumsOffsets;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public readonly void Run<S, V, M, N>()
        where S : struct, ISimd<V>
        where V : struct
        where M : struct, IConstant
        where N : struct, IConstant
    {
        TileRow<V> r0 = default,
            r1 = default,
            r2 = default,
            r3 = default,
            r4 = default,
            r5 = default;
        float* sums = Sums;
        nint* at = SumsOffsets;
        r0.Load<S, N>(sums);
        if (M.Value > 1)
            r1.Load<S, N>(sums + at[1]);
        if (M.Value > 2)
            r2.Load<S, N>(sums + at[2]);
        if (M.Value > 3)
            r3.Load<S, N>(sums + at[3]);
        if (M.Value > 4)
            r4.Load<S, N>(sums + at[4]);
        if (M.Value > 5)
            r5.Load<S, N>(sums + at[5]);

        float* x0 = Input;
        float* x1 = x0 + InputOffsets[1];
        float* x2 = x0 + InputOffsets[2];
        float* x3 = x0 + InputOffsets[3];
        float* x4 = x0 + InputOffsets[4];
        float* x5 = x0 + InputOffsets[5];
        float* g0 = Gradient;
        float* g1 = g0 + GradientOutput;
        float* g2 = g1 + GradientOutput;
        float* g3 = g2 + GradientOutput;
        nint registers = Registers * S.Width;
        nint inputOfRow = 0;
        nint gradientOfRow = 0;
        for (nint row = Rows; row > 0; row--)
        {
            nint x = inputOfRow;
            nint g = gradientOfRow;
            for (nint column = Columns; column > 0; column--)
            {
                for (nint end = x + registers; x < end; x += S.Width, g += S.Width)
                {
                    V v0 = S.Load(g0 + g);
                    V v1 = N.Value > 1 ? S.Load(g1 + g) : v0;
                    V v2 = N.Value > 2 ? S.Load(g2 + g) : v0;
                    V v3 = N.Value > 3 ? S.Load(g3 + g) : v0;
                    r0.MultiplyAdd<S, N>(S.Load(x0 + x), v0, v1, v2, v3);
                    if (M.Value > 1)
                        r1.MultiplyAdd<S, N>(S.Load(x1 + x), v0, v1, v2, v3);
                    if (M.Value > 2)
                        r2.MultiplyAdd<S, N>(S.Load(x2 + x), v0, v1, v2, v3);
                    if (M.Value > 3)
                        r3.MultiplyAdd<S, N>(S.Load(x3 + x), v0, v1, v2, v3);
                    if (M.Value > 4)
                        r4.MultiplyAdd<S, N>(S.Load(x4 + x), v0, v1, v2, v3);
                    if (M.Value > 5)
                        r5.MultiplyAdd<S, N>(S.Load(x5 + x), v0, v1, v2, v3);
                }
                x += InputColumn - registers;
                g += GradientColumn - registers;
            }
            inputOfRow += InputRow;
            gradientOfRow += GradientRow;
        }

        r0.Store<S, N>(sums);
        if (M.Value > 1)
            r1.Store<S, N>(sums + at[1]);
        if (M.Value > 2)
            r2.Store<S, N>(sums + at[2]);
        if (M.Value > 3)
            r3.Store<S, N>(sums + at[3]);
        if (M.Value > 4)
            r4.Store<S, N>(sums + at[4]);
        if (M.Value > 5)
            r5.Store<S, N>(sums + at[5]);
    }
}
