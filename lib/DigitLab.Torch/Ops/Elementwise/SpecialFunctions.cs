using System.Numerics;
using DigitLab.Kernels;

namespace TorchSharp;

/// <summary>Special functions (erf, gamma, digamma), element by element, in double precision.</summary>
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
            Autograd.ThrowIfDoubleBackward("digamma");
            using var wide = x.to_type(ScalarType.Float64);
            var values = Array.ConvertAll(CopyOp.ToArray<double>(wide), GammaFunction.Trigamma);
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
            using var number = Numbers.WrapScalar(this, y);
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
