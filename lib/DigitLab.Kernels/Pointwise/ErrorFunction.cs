namespace DigitLab.Kernels;

/// <summary>erf(x) = 2/√π ∫₀ˣ exp(-t²) dt, its complement and its inverse.</summary>
internal static class ErrorFunction
{
    /// <summary>
    /// By its Maclaurin series near zero (Abramowitz and Stegun 7.1.6) and by the continued fraction of erfc further
    /// out (7.1.14), each carried to double precision.
    /// </summary>
    public static double Erf(double x)
    {
        var a = Math.Abs(x);
        if (double.IsNaN(x))
            return x;
        if (a > 6)
            return Math.Sign(x);
        var result = a < 2.5 ? Series(a) : 1 - Fraction(a);
        return x < 0 ? -result : result;
    }

    /// <summary>1 - erf(x), to full relative precision where erf is near 1.</summary>
    public static double Erfc(double x) =>
        double.IsNaN(x) ? x
        : x < 2.5 ? 1 - Erf(x)
        : x > 27 ? 0
        : Fraction(x);

    private static double Series(double a)
    {
        var (term, sum) = (a, a);
        for (var n = 1; Math.Abs(term) > 1e-17 * sum && n < 200; n++)
        {
            term *= 2 * a * a / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-a * a) * sum;
    }

    private static double Fraction(double a)
    {
        var fraction = a;
        for (var n = 60; n >= 1; n--)
            fraction = a + n / 2.0 / fraction;
        return Math.Exp(-a * a) / (Math.Sqrt(Math.PI) * fraction);
    }

    /// <summary>By a rough start (Winitzki, 2008) and Newton's method.</summary>
    public static double Inverse(double y)
    {
        if (!(Math.Abs(y) < 1))
            return y switch
            {
                1 => double.PositiveInfinity,
                -1 => double.NegativeInfinity,
                _ => double.NaN,
            };
        if (y == 0)
            return y;
        const double A = 0.147;
        var size = Math.Abs(y);
        var log = Math.Log(1 - size) + Math.Log(1 + size);
        var half = 2 / (Math.PI * A) + log / 2;
        var x = Math.Sqrt(Math.Sqrt(half * half - log / A) - half);
        for (var i = 0; i < 4; i++)
        {
            // Beyond 0.5 by the complement, whose relative precision does not end near 1.
            var error = size < 0.5 ? Erf(x) - size : 1 - size - Erfc(x);
            x -= error * Math.Sqrt(Math.PI) / 2 * Math.Exp(x * x);
        }
        return y < 0 ? -x : x;
    }
}
