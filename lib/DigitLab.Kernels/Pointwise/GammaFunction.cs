namespace DigitLab.Kernels;

/// <summary>The logarithm of Γ and its derivative.</summary>
internal static class GammaFunction
{
    /// <summary>log |Γ(x)|: shifted above 10 by Γ(x + 1) = x·Γ(x), there by Stirling's series.</summary>
    public static double LogAbs(double x)
    {
        if (double.IsNaN(x) || double.IsInfinity(x))
            return double.IsNaN(x) ? x : double.PositiveInfinity;
        if (x <= 0)
        {
            if (x == Math.Floor(x))
                return double.PositiveInfinity;
            // Γ(x)·Γ(1 - x) = π / sin(πx).
            return Math.Log(Math.PI / Math.Abs(Math.Sin(Math.PI * x))) - LogAbs(1 - x);
        }
        var shift = 1.0;
        for (; x < 10; x++)
            shift *= x;
        var inverse = 1 / x;
        var square = inverse * inverse;
        var series =
            inverse
            * (
                1.0 / 12
                - square
                    * (
                        1.0 / 360
                        - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188 - square * 691 / 360360)))
                    )
            );
        return (x - 0.5) * Math.Log(x) - x + 0.5 * Math.Log(2 * Math.PI) + series - Math.Log(shift);
    }

    /// <summary>Γ'(x) / Γ(x), the same way.</summary>
    public static double Digamma(double x)
    {
        if (double.IsNaN(x) || x == double.PositiveInfinity)
            return x;
        if (x <= 0)
        {
            if (x == Math.Floor(x))
                return x == 0 ? (double.IsNegative(x) ? double.PositiveInfinity : double.NegativeInfinity) : double.NaN;
            return Digamma(1 - x) - Math.PI / Math.Tan(Math.PI * x);
        }
        double result = 0;
        for (; x < 10; x++)
            result -= 1 / x;
        var square = 1 / (x * x);
        return result
            + Math.Log(x)
            - 0.5 / x
            - square
                * (
                    1.0 / 12
                    - square
                        * (
                            1.0 / 120
                            - square * (1.0 / 252 - square * (1.0 / 240 - square * (1.0 / 132 - square * 691 / 32760)))
                        )
                );
    }

    /// <summary>The derivative of digamma: Σ 1 / (x + n)².</summary>
    public static double Trigamma(double x)
    {
        if (x <= 0 && x == Math.Floor(x))
            return double.PositiveInfinity;
        if (x < 0)
        {
            var sine = Math.Sin(Math.PI * x);
            return Math.PI * Math.PI / (sine * sine) - Trigamma(1 - x);
        }
        double result = 0;
        for (; x < 10; x++)
            result += 1 / (x * x);
        var inverse = 1 / x;
        var square = inverse * inverse;
        return result
            + inverse
            + square / 2
            + inverse
                * square
                * (1.0 / 6 - square * (1.0 / 30 - square * (1.0 / 42 - square * (1.0 / 30 - square * 5 / 66))));
    }
}
