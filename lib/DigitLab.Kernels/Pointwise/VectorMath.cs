using System.Runtime.CompilerServices;

namespace DigitLab.Kernels;

/// <summary>
/// Transcendental functions on registers, to about one unit in the last place, right at ±0, ±inf and NaN.
/// </summary>
internal static class VectorMath
{
    private const float Log2E = 1.44269504088896341f;

    /// <summary>ln 2 in two parts: multiples of the first by whole numbers below 2^9 are exact.</summary>
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440054690583e-4f;

    /// <summary>1.5 * 2^23: adding it leaves the nearest whole number in the low bits.</summary>
    private const float Magic = 12582912f;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Exp<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct
    {
        // Beyond these the result is 0 or inf anyway; a NaN compares false and stays.
        V low = S.Broadcast(-104f);
        V high = S.Broadcast(89f);
        x = S.Select(S.LessThan(x, low), low, x);
        x = S.Select(S.LessThan(high, x), high, x);
        V whole = NearestMultipleOfLn2<S, V>(x, out V remainder);
        V y = S.Add(ExpMinusOne<S, V>(remainder), S.Broadcast(1f));
        // 2^whole in two factors: it may lie outside of the normal numbers although the result does not.
        V half = S.Subtract(S.MultiplyAdd(whole, S.Broadcast(0.5f), S.Broadcast(Magic)), S.Broadcast(Magic));
        return S.Multiply(S.Multiply(y, PowerOfTwo<S, V>(half)), PowerOfTwo<S, V>(S.Subtract(whole, half)));
    }

    /// <summary>x = whole * ln 2 + remainder, |remainder| at most ln 2 / 2.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V NearestMultipleOfLn2<S, V>(V x, out V remainder)
        where S : struct, ISimd<V>
        where V : struct
    {
        V magic = S.Broadcast(Magic);
        V whole = S.Subtract(S.MultiplyAdd(x, S.Broadcast(Log2E), magic), magic);
        remainder = S.MultiplyAdd(whole, S.Broadcast(-Ln2High), x);
        remainder = S.MultiplyAdd(whole, S.Broadcast(-Ln2Low), remainder);
        return whole;
    }

    /// <summary>e^r - 1 for |r| at most ln 2 / 2, by its series.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V ExpMinusOne<S, V>(V r)
        where S : struct, ISimd<V>
        where V : struct
    {
        V series = S.Broadcast(1f / 5040);
        series = S.MultiplyAdd(series, r, S.Broadcast(1f / 720));
        series = S.MultiplyAdd(series, r, S.Broadcast(1f / 120));
        series = S.MultiplyAdd(series, r, S.Broadcast(1f / 24));
        series = S.MultiplyAdd(series, r, S.Broadcast(1f / 6));
        series = S.MultiplyAdd(series, r, S.Broadcast(1f / 2));
        return S.MultiplyAdd(S.Multiply(r, r), series, r);
    }

    /// <summary>2^n for whole n from -126 to 127.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V PowerOfTwo<S, V>(V n)
        where S : struct, ISimd<V>
        where V : struct => S.AddBits(S.ToExponent(S.Add(n, S.Broadcast(Magic))), S.Broadcast(1f));

    /// <summary>(e^(2|x|) - 1) / (e^(2|x|) + 1), with the sign of x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Tanh<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct
    {
        V signBit = S.Broadcast(-0f);
        V size = S.AndNot(x, signBit);
        V limit = S.Broadcast(10f);
        size = S.Select(S.LessThan(limit, size), limit, size);
        V whole = NearestMultipleOfLn2<S, V>(S.Add(size, size), out V remainder);
        V power = PowerOfTwo<S, V>(whole);
        V one = S.Broadcast(1f);
        V expMinusOne = S.MultiplyAdd(power, ExpMinusOne<S, V>(remainder), S.Subtract(power, one));
        V y = S.Divide(expMinusOne, S.Add(expMinusOne, S.Broadcast(2f)));
        return S.Or(y, S.And(x, signBit));
    }

    /// <summary>1 / (1 + e^-x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Sigmoid<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Broadcast(1f);
        return S.Divide(one, S.Add(one, Exp<S, V>(S.Subtract(S.Broadcast(-0f), x))));
    }

    /// <summary>e^x - 1 for x at most 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NegativeExpMinusOne<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct
    {
        V low = S.Broadcast(-20f);
        x = S.Select(S.LessThan(x, low), low, x);
        V whole = NearestMultipleOfLn2<S, V>(x, out V remainder);
        V power = PowerOfTwo<S, V>(whole);
        return S.MultiplyAdd(power, ExpMinusOne<S, V>(remainder), S.Subtract(power, S.Broadcast(1f)));
    }

    /// <summary>
    /// The normal distribution function Φ(x) = (1 + erf(x / √2)) / 2, its lower tail to as many digits as its middle, but
    /// for x²/2 units in the last place.
    /// </summary>
    /// <param name="x">In standard deviations.</param>
    /// <param name="density">e^(-x²/2) / √(2π).</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V NormalDistribution<S, V>(V x, out V density)
        where S : struct, ISimd<V>
        where V : struct
    {
        V one = S.Broadcast(1f);
        V size = S.AndNot(x, S.Broadcast(-0f));
        V power = Exp<S, V>(S.Multiply(S.Multiply(x, x), S.Broadcast(-0.5f)));
        density = S.Multiply(power, S.Broadcast(0.39894228f));

        // Φ(-|x|) e^(x²/2) = t·P(t), t = 1 / (1 + 0.26 |x|): P by least squares, weighted until the largest relative
        // error, 3.1e-8, was least for |x| up to 15, where Φ ends among the denormal numbers.
        V t = S.Divide(one, S.MultiplyAdd(size, S.Broadcast(0.26f), one));
        V p = S.Broadcast(0.030000886f);
        p = S.MultiplyAdd(p, t, S.Broadcast(-0.15038289f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.24644385f));
        p = S.MultiplyAdd(p, t, S.Broadcast(-0.14517772f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.15695837f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.05273099f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.102592573f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.10307853f));
        p = S.MultiplyAdd(p, t, S.Broadcast(0.1037554f));
        V tail = S.Multiply(power, S.Multiply(t, p));
        return S.Select(S.LessThan(S.Broadcast(0f), x), S.Subtract(one, tail), tail);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static V Log<S, V>(V x)
        where S : struct, ISimd<V>
        where V : struct
    {
        // x = 2^exponent * (1 + f), 1 + f between √½ and √2.
        V smallestNormal = S.Broadcast(1.17549435e-38f);
        V isSmall = S.LessThan(x, smallestNormal);
        V scaled = S.Select(isSmall, S.Multiply(x, S.Broadcast(8388608f)), x);
        V rootHalf = S.Broadcast(0.70710677f);
        V bits = S.AddBits(scaled, S.SubtractBits(S.Broadcast(1f), rootHalf));
        V exponent = S.Subtract(S.ConvertBitsToFloat(S.FromExponent(bits)), S.Broadcast(127f));
        exponent = S.Select(isSmall, S.Subtract(exponent, S.Broadcast(23f)), exponent);
        V mantissaMask = S.Broadcast(BitConverter.Int32BitsToSingle(0x007FFFFF));
        V f = S.Subtract(S.AddBits(S.And(bits, mantissaMask), rootHalf), S.Broadcast(1f));

        // log(1 + f) = 2 artanh(s) = 2s + s * r, s = f / (2 + f); rewritten so that f, the large part, comes last.
        V s = S.Divide(f, S.Add(f, S.Broadcast(2f)));
        V z = S.Multiply(s, s);
        V r = S.MultiplyAdd(z, S.Broadcast(2f / 9), S.Broadcast(2f / 7));
        r = S.MultiplyAdd(z, r, S.Broadcast(2f / 5));
        r = S.MultiplyAdd(z, r, S.Broadcast(2f / 3));
        r = S.Multiply(z, r);
        V halfSquare = S.Multiply(S.Multiply(f, f), S.Broadcast(0.5f));
        V small = S.MultiplyAdd(exponent, S.Broadcast(Ln2Low), S.Multiply(s, S.Add(halfSquare, r)));
        V y = S.Add(S.Subtract(small, halfSquare), f);
        y = S.MultiplyAdd(exponent, S.Broadcast(Ln2High), y);

        V zero = S.Broadcast(0f);
        V infinity = S.Broadcast(float.PositiveInfinity);
        y = S.Select(S.Equal(x, infinity), infinity, y);
        y = S.Select(S.Equal(x, zero), S.Broadcast(float.NegativeInfinity), y);
        y = S.Select(S.LessThan(x, zero), S.Broadcast(float.NaN), y);
        return S.Select(S.Equal(x, x), y, x);
    }
}
