using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>
/// An instruction set: what the kernels ask of a register <typeparamref name="V"/> of float32 lanes. Kernels are
/// written once as generic methods over an instruction set; the JIT makes each into straight machine code. A mask is a
/// register whose lanes are all ones or all zeros.
/// </summary>
internal unsafe interface ISimd<V>
    where V : struct
{
    /// <summary>Lanes of a register: 16, 8, 4 or 1.</summary>
    static abstract int Width { get; }

    /// <summary>
    /// Registers across in a register tile: with 6 rows of them, and a few to spare, all must fit the machine.
    /// </summary>
    static abstract int TileColumns { get; }

    static abstract V Load(float* p);
    static abstract void Store(V x, float* p);
    static abstract V Broadcast(float x);

    static abstract V Add(V a, V b);
    static abstract V Subtract(V a, V b);
    static abstract V Multiply(V a, V b);
    static abstract V Divide(V a, V b);
    static abstract V Sqrt(V x);

    /// <summary>a * b + c, rounded once where the machine can.</summary>
    static abstract V MultiplyAdd(V a, V b, V c);

    /// <summary>max(x, 0); NaN stays NaN.</summary>
    static abstract V Relu(V x);

    static abstract V LessThan(V a, V b);
    static abstract V Equal(V a, V b);
    static abstract V IsNaN(V x);
    static abstract V And(V a, V b);
    static abstract V Or(V a, V b);

    /// <summary>a and not b.</summary>
    static abstract V AndNot(V a, V b);

    /// <summary>mask ? a : b.</summary>
    static abstract V Select(V mask, V a, V b);

    /// <summary>The lanes' bits as integers: a + b.</summary>
    static abstract V AddBits(V a, V b);

    /// <summary>The lanes' bits as integers: a - b.</summary>
    static abstract V SubtractBits(V a, V b);

    /// <summary>The lanes' bits as integers, moved up by 23: an integer becomes an exponent.</summary>
    static abstract V ToExponent(V x);

    /// <summary>
    /// The lanes' bits as signed integers, moved down by 23, the sign filling in: an exponent becomes an integer.
    /// </summary>
    static abstract V FromExponent(V x);

    /// <summary>The lanes' bits as signed integers, made floats.</summary>
    static abstract V ConvertBitsToFloat(V x);

    /// <summary>Small whole numbers from 0 to 255, stored as one byte per lane.</summary>
    static abstract void StoreBytes(V x, byte* p);

    /// <summary>One byte per lane as floats.</summary>
    static abstract V LoadBytes(byte* p);

    /// <summary>The sum of the lanes, in a fixed order.</summary>
    static abstract float Sum(V x);

    /// <summary>The sums of the lanes of four registers.</summary>
    static abstract Vector128<float> Sum(V a, V b, V c, V d);
}
