using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DigitLab.Kernels;

/// <summary>One lane: plain C#, for machines without SIMD and for comparison.</summary>
internal readonly unsafe struct NoSimd : ISimd<float>
{
    public static int Width
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    public static int TileColumns
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* p) => *p;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float x, float* p) => *p = x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(float x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float a, float b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float a, float b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float a, float b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float a, float b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sqrt(float x) => MathF.Sqrt(x);

    /// <summary>Rounded twice: without the instruction, a fused one is a slow call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => a * b + c;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Relu(float x) => x < 0 ? 0 : x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LessThan(float a, float b) => Mask(a < b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Equal(float a, float b) => Mask(a == b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float IsNaN(float x) => Mask(float.IsNaN(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float And(float a, float b) => FromBits(Bits(a) & Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Or(float a, float b) => FromBits(Bits(a) | Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AndNot(float a, float b) => FromBits(Bits(a) & ~Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Select(float mask, float a, float b) => Bits(mask) != 0 ? a : b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float AddBits(float a, float b) => FromBits(Bits(a) + Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float SubtractBits(float a, float b) => FromBits(Bits(a) - Bits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToExponent(float x) => FromBits(Bits(x) << 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float FromExponent(float x) => FromBits(Bits(x) >> 23);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ConvertBitsToFloat(float x) => Bits(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreBytes(float x, byte* p) => *p = (byte)x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadBytes(byte* p) => *p;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(float x) => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sum(float a, float b, float c, float d) => Vector128.Create(a, b, c, d);

    private static float Mask(bool value) => FromBits(value ? -1 : 0);

    private static int Bits(float x) => BitConverter.SingleToInt32Bits(x);

    private static float FromBits(int x) => BitConverter.Int32BitsToSingle(x);
}
