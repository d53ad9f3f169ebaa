using System.Numerics;

namespace TorchSharp;

/// <summary>Functions beyond those of a pocket calculator, element by element, in double precision.</summary>
internal static class SpecialFunctions
{
    internal readonly struct Erf : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Each(x, y, ErrorFunction.Erf);
    }

    internal readonly struct Erfc : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Each(x, y, ErrorFunction.Erfc);
    }

    internal readonly struct Erfinv : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Each(x, y, ErrorFunction.Inverse);
    }

    internal readonly struct Lgamma : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Each(x, y, GammaFunction.LogAbs);
    }

    internal readonly struct Digamma : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => Each(x, y, GammaFunction.Digamma);
    }

    private static void Each<T>(ReadOnlySpan<T> x, Span<T> y, Func<double, double> function)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < x.Length; i++)
            y[i] = T.CreateTruncating(function(double.CreateTruncating(x[i])));
    }
}

/// <summary>erf(x) = 2/√π ∫₀ˣ exp(-t²) dt, its complement and its inverse.</summary>
internal static class ErrorFunction
{
    /// <summary>
    /// By its Maclaurin series near zero (Abramowitz and Stegun 7.1.6) and by the continued fraction of erfc further out
    /// (7.1.14), each carried to double precision.
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

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The error function, 2/√π ∫₀ˣ exp(-t²) dt.</summary>
        public Tensor erf() =>
            UnaryMath.OfInput<SpecialFunctions.Erf>(
                "erf",
                this,
                static (grad, x) => grad * (-(x * x)).exp() * (2 / Math.Sqrt(Math.PI))
            );

        /// <summary>1 - erf(x).</summary>
        public Tensor erfc() =>
            UnaryMath.OfInput<SpecialFunctions.Erfc>(
                "erfc",
                this,
                static (grad, x) => grad * (-(x * x)).exp() * (-2 / Math.Sqrt(Math.PI))
            );

        /// <summary>The number whose erf this is.</summary>
        public Tensor erfinv() =>
            UnaryMath.OfOutput<SpecialFunctions.Erfinv>(
                "erfinv",
                this,
                static (grad, y) => grad * (y * y).exp() * (Math.Sqrt(Math.PI) / 2)
            );

        /// <summary>log |Γ(x)|.</summary>
        public Tensor lgamma() =>
            UnaryMath.OfInput<SpecialFunctions.Lgamma>("lgamma", this, static (grad, x) => grad * x.digamma());

        /// <summary>The derivative of lgamma.</summary>
        public Tensor digamma() =>
            UnaryMath.OfInput<SpecialFunctions.Digamma>("digamma", this, static (grad, x) => grad * Trigamma(x));

        private static Tensor Trigamma(Tensor x)
        {
            Autograd.OnceOnly("digamma");
            using var wide = x.to_type(ScalarType.Float64);
            var values = Array.ConvertAll(Copies.ToArray<double>(wide), GammaFunction.Trigamma);
            using var result = Factories.FromSpan<double>(values, x.Impl.Sizes, null, false);
            return result.to_type(x.dtype);
        }

        /// <summary>x·log(y), 0 where x is 0.</summary>
        public Tensor xlogy(Tensor y)
        {
            var zero = detach().eq(0).logical_and(y.detach().isnan().logical_not());
            return torch.where(zero, torch.zeros_like(this), this * torch.where(zero, torch.ones_like(y), y).log());
        }

        public Tensor xlogy(Scalar y)
        {
            using var number = Numbers.Meeting(this, y);
            return xlogy(number);
        }

        /// <summary>log(x / (1 - x)), the inverse of sigmoid.</summary>
        /// <param name="eps">Brings x into [eps, 1 - eps] first.</param>
        public Tensor logit(double? eps = null)
        {
            var x = eps is { } e ? clamp(e, 1 - e) : this;
            return x.log() - (1 - x).log();
        }
    }

    public static partial class special
    {
        public static Tensor erf(Tensor input) => input.erf();

        public static Tensor erfc(Tensor input) => input.erfc();

        public static Tensor erfinv(Tensor input) => input.erfinv();

        public static Tensor expit(Tensor input) => input.sigmoid();

        public static Tensor expm1(Tensor input) => input.expm1();

        public static Tensor exp2(Tensor input) => input.exp2();

        public static Tensor gammaln(Tensor input) => input.lgamma();

        public static Tensor digamma(Tensor input) => input.digamma();

        public static Tensor logit(Tensor input) => input.logit();

        public static Tensor sigmoid(Tensor input) => input.sigmoid();

        public static Tensor sinc(Tensor input) => input.sinc();

        /// <summary>-x·log x, the terms of an entropy; -∞ below 0.</summary>
        public static Tensor entr(Tensor input) =>
            (-input.xlogy(input)).masked_fill(input.detach().lt(0), double.NegativeInfinity);

        /// <summary>x·log(1 + y), 0 where x is 0.</summary>
        public static Tensor xlog1py(Tensor input, Tensor other) => input.xlogy(other + 1);

        /// <summary>The distribution function of the standard normal distribution.</summary>
        public static Tensor ndtr(Tensor input) => (input * -Math.Sqrt(0.5)).erfc() * 0.5;

        /// <summary>Its inverse.</summary>
        public static Tensor ndtri(Tensor input) => (input * 2 - 1).erfinv() * Math.Sqrt(2);
    }
}
