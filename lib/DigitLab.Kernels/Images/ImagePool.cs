using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>
/// Pooling of images in ordinary [planes, H, W] layout, for batches too small to fill registers with samples: the rows
/// of a window are reduced a register of pixels at a time, then the columns of that one row.
/// </summary>
internal unsafe struct ImagePool : ISimdKernel
{
    public Pool2dShape Shape;

    /// <summary>N * C.</summary>
    public int Planes;
    public float* Input;
    public float* Output;
    public bool Average;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Run<S, V>()
        where S : struct, ISimd<V>
        where V : struct
    {
        using var scratch = Scratch.RentFloats(Shape.W);
        float* row = scratch.Floats;
        float* output = Output;
        for (int plane = 0; plane < Planes; plane++)
        for (int oh = 0; oh < Shape.OH; oh++, output += Shape.OW)
        {
            int top = oh * Shape.StrideH - Shape.PadTop;
            var rows = PoolSpan.Of(top, Shape.KH, Shape.DilationH, Shape.H);
            float* input = Input + ((nint)plane * Shape.H + top + rows.First * Shape.DilationH) * Shape.W;
            if (Shape.W >= S.Width)
                ReduceRows<S, V>(input, rows.End - rows.First, row);
            else if (Shape.W >= Simd128.Width && Simd128.IsSupported)
                ReduceRows<Simd128, Vector128<float>>(input, rows.End - rows.First, row);
            else
                ReduceRows<NoSimd, float>(input, rows.End - rows.First, row);
            ReduceColumns<S, V>(row, top, output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly V Reduce<S, V>(V a, V b)
        where S : struct, ISimd<V>
        where V : struct => Average ? S.Add(a, b) : S.Select(S.Or(S.LessThan(a, b), S.IsNaN(b)), b, a);

    /// <summary>
    /// The maximum or the sum over the rows of a window, of every column. The last register may overlap.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ReduceRows<S, V>(float* input, int rows, float* to)
        where S : struct, ISimd<V>
        where V : struct
    {
        nint step = (nint)Shape.DilationH * Shape.W;
        for (int next = 0; next < Shape.W; next += S.Width)
        {
            int column = Math.Min(next, Shape.W - S.Width);
            V result = S.Broadcast(Average ? 0 : float.NegativeInfinity);
            for (int i = 0; i < rows; i++)
                result = Reduce<S, V>(result, S.Load(input + i * step + column));
            S.Store(result, to + column);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void ReduceColumns<S, V>(float* row, int top, float* output)
        where S : struct, ISimd<V>
        where V : struct
    {
        int ow = 0;
        int whole = Math.Min(Shape.OW, Shape.W / 2);
        if (
            S.Width > 1
            && Simd128.IsSupported
            && whole >= 4
            && Shape is { KW: 2, StrideW: 2, PadLeft: 0, DilationW: 1 }
        )
        {
            var divisor = Vector128.Create((float)(Average ? Shape.AverageDivisor(top, 0) : 1));
            while (ow < whole)
            {
                float* x = row + 2 * Math.Min(ow, whole - 4);
                var a = Vector128.Load(x);
                var b = Vector128.Load(x + 4);
                (Reduce<Simd128, Vector128<float>>(Pairs.Even(a, b), Pairs.Odd(a, b)) / divisor).Store(
                    output + Math.Min(ow, whole - 4)
                );
                ow = Math.Min(ow + 4, whole);
            }
        }
        for (; ow < Shape.OW; ow++)
        {
            int left = ow * Shape.StrideW - Shape.PadLeft;
            var columns = PoolSpan.Of(left, Shape.KW, Shape.DilationW, Shape.W);
            float result = Average ? 0 : float.NegativeInfinity;
            for (int kw = columns.First; kw < columns.End; kw++)
                result = Reduce<NoSimd, float>(result, row[left + kw * Shape.DilationW]);
            output[ow] = Average ? result / Shape.AverageDivisor(top, left) : result;
        }
    }
}
