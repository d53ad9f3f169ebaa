using System.Numerics;
using System.Numerics.Tensors;

namespace TorchSharp;

/// <summary>Hyperbolic and inverse functions.</summary>
internal static class Trigonometry
{
    internal readonly struct Sinh : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Sinh(x, y);
    }

    internal readonly struct Cosh : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Cosh(x, y);
    }

    internal readonly struct Asin : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Asin(x, y);
    }

    internal readonly struct Acos : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Acos(x, y);
    }

    internal readonly struct Asinh : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Asinh(x, y);
    }

    internal readonly struct Acosh : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Acosh(x, y);
    }

    internal readonly struct Atanh : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Atanh(x, y);
    }

    internal readonly struct Atan2 : IFloatBinary
    {
        public static T Apply<T>(T y, T x)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Atan2(y, x);
    }

    internal readonly struct Hypot : IFloatBinary
    {
        public static T Apply<T>(T a, T b)
            where T : unmanaged, IFloatingPointIeee754<T> => T.Hypot(a, b);
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor sinh() => UnaryMath.OfInput<Trigonometry.Sinh>("sinh", this, static (grad, x) => grad * x.cosh());

        public Tensor cosh() => UnaryMath.OfInput<Trigonometry.Cosh>("cosh", this, static (grad, x) => grad * x.sinh());

        public Tensor arcsin() =>
            UnaryMath.OfInput<Trigonometry.Asin>("arcsin", this, static (grad, x) => grad * (1 - x * x).rsqrt());

        public Tensor asin() => arcsin();

        public Tensor arccos() =>
            UnaryMath.OfInput<Trigonometry.Acos>("arccos", this, static (grad, x) => -(grad * (1 - x * x).rsqrt()));

        public Tensor acos() => arccos();

        public Tensor arcsinh() =>
            UnaryMath.OfInput<Trigonometry.Asinh>("arcsinh", this, static (grad, x) => grad * (x * x + 1).rsqrt());

        public Tensor asinh() => arcsinh();

        public Tensor arccosh() =>
            UnaryMath.OfInput<Trigonometry.Acosh>("arccosh", this, static (grad, x) => grad * (x * x - 1).rsqrt());

        public Tensor acosh() => arccosh();

        public Tensor arctanh() =>
            UnaryMath.OfInput<Trigonometry.Atanh>("arctanh", this, static (grad, x) => grad / (1 - x * x));

        public Tensor atanh() => arctanh();

        /// <summary>The angle of the point (other, this), in (-π, π].</summary>
        public Tensor atan2(Tensor other) =>
            FloatBinary.Apply<Trigonometry.Atan2>(
                "atan2",
                this,
                other,
                static (grad, y, x) =>
                {
                    var scaled = grad / (x * x + y * y);
                    return (scaled * x, -(scaled * y));
                }
            );

        /// <summary>√(this² + other²), without overflow on the way.</summary>
        public Tensor hypot(Tensor other) =>
            FloatBinary.Apply<Trigonometry.Hypot>(
                "hypot",
                this,
                other,
                static (grad, a, b) =>
                {
                    var scaled = grad / a.hypot(b);
                    return (scaled * a, scaled * b);
                }
            );

        /// <summary>From radians to degrees.</summary>
        public Tensor rad2deg() => this * (180 / Math.PI);

        /// <summary>From degrees to radians.</summary>
        public Tensor deg2rad() => this * (Math.PI / 180);

        /// <summary>sin(πx) / (πx), 1 at 0.</summary>
        public Tensor sinc()
        {
            var zero = detach().eq(0);
            var x = torch.where(zero, ones_like(), this) * Math.PI;
            return torch.where(zero, ones_like(), x.sin() / x);
        }
    }
}
