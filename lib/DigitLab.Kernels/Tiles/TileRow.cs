using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// One row of a register tile: up to four accumulators. The JIT keeps the fields of a local of this type in registers
/// as long as it is never passed by value.
/// </summary>
internal unsafe struct TileRow<V>
    where V : struct
{
    private V c0,
        c1,
        c2,
        c3;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Fill(V x) => c0 = c1 = c2 = c3 = x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Load<S, N>(float* p)
        where S : struct, ISimd<V>
        where N : struct, IConstant
    {
        c0 = S.Load(p);
        if (N.Value > 1)
            c1 = S.Load(p + S.Width);
        if (N.Value > 2)
            c2 = S.Load(p + 2 * S.Width);
        if (N.Value > 3)
            c3 = S.Load(p + 3 * S.Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store<S, N>(float* p)
        where S : struct, ISimd<V>
        where N : struct, IConstant
    {
        S.Store(c0, p);
        if (N.Value > 1)
            S.Store(c1, p + S.Width);
        if (N.Value > 2)
            S.Store(c2, p + 2 * S.Width);
        if (N.Value > 3)
            S.Store(c3, p + 3 * S.Width);
    }

    /// <summary>row += a * (x0, x1, x2, x3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MultiplyAdd<S, N>(V a, V x0, V x1, V x2, V x3)
        where S : struct, ISimd<V>
        where N : struct, IConstant
    {
        c0 = S.MultiplyAdd(a, x0, c0);
        if (N.Value > 1)
            c1 = S.MultiplyAdd(a, x1, c1);
        if (N.Value > 2)
            c2 = S.MultiplyAdd(a, x2, c2);
        if (N.Value > 3)
            c3 = S.MultiplyAdd(a, x3, c3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Relu<S>()
        where S : struct, ISimd<V>
    {
        c0 = S.Relu(c0);
        c1 = S.Relu(c1);
        c2 = S.Relu(c2);
        c3 = S.Relu(c3);
    }
}
