using System.Numerics;
using System.Numerics.Tensors;
using DigitLab.Torch.Kernels;

namespace TorchSharp;

/// <summary>Elementwise functions, each with its derivative beside it.</summary>
internal static class UnaryMath
{
    internal readonly struct Abs : IUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, INumber<T> => TensorPrimitives.Abs(x, y);
    }

    internal readonly struct Sign : IUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < x.Length; i++)
                y[i] = T.IsNaN(x[i]) ? x[i] : T.CreateTruncating(T.Sign(x[i]));
        }
    }

    internal readonly struct Exp : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Exp(x, y);
    }

    internal readonly struct Expm1 : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.ExpM1(x, y);
    }

    internal readonly struct Log : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Log(x, y);
    }

    internal readonly struct Log1p : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.LogP1(x, y);
    }

    internal readonly struct Log2 : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Log2(x, y);
    }

    internal readonly struct Log10 : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Log10(x, y);
    }

    internal readonly struct Sqrt : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Sqrt(x, y);
    }

    internal readonly struct Rsqrt : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.ReciprocalSqrt(x, y);
    }

    internal readonly struct Reciprocal : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Reciprocal(x, y);
    }

    internal readonly struct Sin : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Sin(x, y);
    }

    internal readonly struct Cos : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Cos(x, y);
    }

    internal readonly struct Tan : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Tan(x, y);
    }

    internal readonly struct Atan : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Atan(x, y);
    }

    internal readonly struct Floor : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Floor(x, y);
    }

    internal readonly struct Ceil : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Ceiling(x, y);
    }

    internal readonly struct Trunc : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Truncate(x, y);
    }

    internal readonly struct Round : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Round(x, y);
    }

    internal readonly struct Erf : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var i = 0; i < x.Length; i++)
                y[i] = T.CreateTruncating(ErrorFunction.Erf(double.CreateTruncating(x[i])));
        }
    }

    /// <summary>y = f(x), whose gradient is computed from x.</summary>
    public static torch.Tensor OfInput<TOp>(
        string name,
        torch.Tensor x,
        Func<torch.Tensor, torch.Tensor, torch.Tensor> derivative
    )
        where TOp : IFloatUnary
    {
        var y = Pointwise.FloatUnary<TOp>(x);
        return Autograd.Needed(x)
            ? Autograd.Record(name, y, [x], [x], (grad, saved, _) => [derivative(grad, saved[0])])
            : y;
    }

    /// <summary>y = f(x), whose gradient is computed from y.</summary>
    public static torch.Tensor OfOutput<TOp>(
        string name,
        torch.Tensor x,
        Func<torch.Tensor, torch.Tensor, torch.Tensor> derivative
    )
        where TOp : IFloatUnary
    {
        var y = Pointwise.FloatUnary<TOp>(x);
        return Autograd.Needed(x)
            ? Autograd.Record(name, y, [x], [y], (grad, saved, _) => [derivative(grad, saved[0])])
            : y;
    }

    /// <summary>A function that is constant between its steps.</summary>
    public static torch.Tensor Step<TOp>(string name, torch.Tensor x)
        where TOp : IFloatUnary
    {
        if (!x.dtype.IsFloat())
            return x.clone();
        return OfInput<TOp>(name, x, static (grad, _) => grad.zeros_like());
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs()
        {
            var y = Pointwise.Unary<UnaryMath.Abs>(this);
            return Autograd.Needed(this)
                ? Autograd.Record("abs", y, [this], [this], static (grad, saved, _) => [grad * saved[0].sign()])
                : y;
        }

        public Tensor absolute() => abs();

        public Tensor sign()
        {
            var y = Pointwise.Unary<UnaryMath.Sign>(this);
            return Autograd.Needed(this)
                ? Autograd.Record("sign", y, [this], [], static (grad, _, _) => [grad.zeros_like()])
                : y;
        }

        public Tensor exp() => UnaryMath.OfOutput<UnaryMath.Exp>("exp", this, static (grad, y) => grad * y);

        public Tensor expm1() => UnaryMath.OfOutput<UnaryMath.Expm1>("expm1", this, static (grad, y) => grad * (y + 1));

        /// <summary>The natural logarithm.</summary>
        public Tensor log() => UnaryMath.OfInput<UnaryMath.Log>("log", this, static (grad, x) => grad / x);

        public Tensor log1p() => UnaryMath.OfInput<UnaryMath.Log1p>("log1p", this, static (grad, x) => grad / (x + 1));

        public Tensor log2() =>
            UnaryMath.OfInput<UnaryMath.Log2>("log2", this, static (grad, x) => grad / (x * Math.Log(2)));

        public Tensor log10() =>
            UnaryMath.OfInput<UnaryMath.Log10>("log10", this, static (grad, x) => grad / (x * Math.Log(10)));

        public Tensor sqrt() => UnaryMath.OfOutput<UnaryMath.Sqrt>("sqrt", this, static (grad, y) => grad / (y * 2));

        public Tensor rsqrt() =>
            UnaryMath.OfOutput<UnaryMath.Rsqrt>("rsqrt", this, static (grad, y) => grad * y * y * y * -0.5);

        public Tensor square() => mul(this);

        public Tensor reciprocal() =>
            UnaryMath.OfOutput<UnaryMath.Reciprocal>("reciprocal", this, static (grad, y) => -(grad * y * y));

        public Tensor sin() => UnaryMath.OfInput<UnaryMath.Sin>("sin", this, static (grad, x) => grad * x.cos());

        public Tensor cos() => UnaryMath.OfInput<UnaryMath.Cos>("cos", this, static (grad, x) => -(grad * x.sin()));

        public Tensor tan() => UnaryMath.OfOutput<UnaryMath.Tan>("tan", this, static (grad, y) => grad * (y * y + 1));

        public Tensor arctan() =>
            UnaryMath.OfInput<UnaryMath.Atan>("arctan", this, static (grad, x) => grad / (x * x + 1));

        public Tensor atan() => arctan();

        public Tensor floor() => UnaryMath.Step<UnaryMath.Floor>("floor", this);

        public Tensor ceil() => UnaryMath.Step<UnaryMath.Ceil>("ceil", this);

        public Tensor trunc() => UnaryMath.Step<UnaryMath.Trunc>("trunc", this);

        /// <summary>To the nearest integer, halves to the even one.</summary>
        public Tensor round(long decimals = 0)
        {
            if (decimals == 0)
                return UnaryMath.Step<UnaryMath.Round>("round", this);
            var scale = Math.Pow(10, decimals);
            return (this * scale).round() / scale;
        }

        /// <summary>The error function, 2/√π ∫₀ˣ exp(-t²) dt.</summary>
        public Tensor erf() =>
            UnaryMath.OfInput<UnaryMath.Erf>(
                "erf",
                this,
                static (grad, x) => grad * (-(x * x)).exp() * (2 / Math.Sqrt(Math.PI))
            );

        public Tensor abs_() => InPlace.Replace(this, "abs_", x => x.abs());

        public Tensor exp_() => InPlace.Replace(this, "exp_", x => x.exp());

        public Tensor log_() => InPlace.Replace(this, "log_", x => x.log());

        public Tensor sqrt_() => InPlace.Replace(this, "sqrt_", x => x.sqrt());

        public Tensor reciprocal_() => InPlace.Replace(this, "reciprocal_", x => x.reciprocal());

        public Tensor floor_() => InPlace.Replace(this, "floor_", x => x.floor());

        public Tensor round_(long decimals = 0) => InPlace.Replace(this, "round_", x => x.round(decimals));

        /// <summary>Each element to a power.</summary>
        public Tensor pow(Scalar exponent)
        {
            if (exponent.Double == 2)
                return square();
            var type = ScalarTypes.Promote(dtype, exponent);
            using var x = to_type(type);
            var power = exponent.Double;
            var y = Pointwise.Dense(x).AllocateLike();
            using var number = Scalar(exponent, type);
            Pointwise.BinaryInto<PowerOp>(x, number, y);
            return Autograd.Needed(x)
                ? Autograd.Record(
                    "pow",
                    y,
                    [x],
                    [x],
                    (grad, saved, _) => [power == 0 ? grad.zeros_like() : grad * saved[0].pow(power - 1) * power]
                )
                : y;
        }

        public Tensor pow(Tensor exponent)
        {
            var y = Pointwise.Binary<PowerOp>(this, exponent, "pow");
            return Autograd.Needed(this, exponent)
                ? Autograd.Record(
                    "pow",
                    y,
                    [this, exponent],
                    [this, exponent, y],
                    static (grad, saved, need) =>
                        [
                            need[0] ? grad * saved[1] * saved[0].pow(saved[1] - 1) : null,
                            need[1] ? grad * saved[2] * saved[0].log() : null,
                        ]
                )
                : y;
        }

        public Tensor pow_(Scalar exponent) => InPlace.Replace(this, "pow_", x => x.pow(exponent));

        /// <summary>Each element brought into [min, max]; null leaves that side open.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            if (min is null && max is null)
                throw new TorchException("clamp: at least one of min and max must be given");
            var (low, high) = (min?.Double ?? double.NegativeInfinity, max?.Double ?? double.PositiveInfinity);
            Tensor y = this;
            using var lower = min is null ? null : Scalar(min, dtype);
            using var upper = max is null ? null : Scalar(max, dtype);
            if (lower is not null)
                y = Pointwise.Binary<MaximumOp>(y, lower, "clamp");
            if (upper is not null)
            {
                var below = Pointwise.Binary<MinimumOp>(y, upper, "clamp");
                if (lower is not null)
                    y.Dispose();
                y = below;
            }
            return Autograd.Needed(this)
                ? Autograd.Record(
                    "clamp",
                    y,
                    [this],
                    [this],
                    (grad, saved, _) => [grad * saved[0].ge(low).logical_and(saved[0].le(high))]
                )
                : y;
        }

        public Tensor clip(Scalar? min = null, Scalar? max = null) => clamp(min, max);

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) =>
            InPlace.Replace(this, "clamp_", x => x.clamp(min, max));

        public Tensor clamp_min(Scalar min) => clamp(min, null);

        public Tensor clamp_max(Scalar max) => clamp(null, max);

        /// <summary>The larger of each pair; where equal, the gradient is shared.</summary>
        public Tensor maximum(Tensor other) => Extreme<MaximumOp>("maximum", other, static (a, b) => a.gt(b));

        public Tensor minimum(Tensor other) => Extreme<MinimumOp>("minimum", other, static (a, b) => a.lt(b));

        private Tensor Extreme<TOp>(string operation, Tensor other, Func<Tensor, Tensor, Tensor> chosen)
            where TOp : IBinary
        {
            var y = Pointwise.Binary<TOp>(this, other, operation);
            return Autograd.Needed(this, other)
                ? Autograd.Record(
                    operation,
                    y,
                    [this, other],
                    [this, other],
                    (grad, saved, _) =>
                    {
                        var tie = grad * saved[0].eq(saved[1]) * 0.5;
                        return [grad * chosen(saved[0], saved[1]) + tie, grad * chosen(saved[1], saved[0]) + tie];
                    }
                )
                : y;
        }
    }
}

internal readonly struct MaximumOp : IBinary
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T> => TensorPrimitives.Max(a, b, y);

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, INumber<T> => TensorPrimitives.Max(a, b, y);

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T> => TensorPrimitives.Max(b, a, y);
}

internal readonly struct MinimumOp : IBinary
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T> => TensorPrimitives.Min(a, b, y);

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, INumber<T> => TensorPrimitives.Min(a, b, y);

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T> => TensorPrimitives.Min(b, a, y);
}

internal readonly struct PowerOp : IBinary
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < y.Length; i++)
            y[i] = T.CreateSaturating(Math.Pow(double.CreateTruncating(a[i]), double.CreateTruncating(b[i])));
    }

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, INumber<T>
    {
        var power = double.CreateTruncating(b);
        for (var i = 0; i < y.Length; i++)
            y[i] = T.CreateSaturating(Math.Pow(double.CreateTruncating(a[i]), power));
    }

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T>
    {
        var x = double.CreateTruncating(a);
        for (var i = 0; i < y.Length; i++)
            y[i] = T.CreateSaturating(Math.Pow(x, double.CreateTruncating(b[i])));
    }
}

/// <summary>The error function in double precision.</summary>
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
        double result;
        if (a < 2.5)
        {
            var term = a;
            var sum = a;
            for (var n = 1; Math.Abs(term) > 1e-17 * sum && n < 200; n++)
            {
                term *= 2 * a * a / (2 * n + 1);
                sum += term;
            }
            result = 2 / Math.Sqrt(Math.PI) * Math.Exp(-a * a) * sum;
        }
        else
        {
            var fraction = a;
            for (var n = 60; n >= 1; n--)
                fraction = a + n / 2.0 / fraction;
            result = 1 - Math.Exp(-a * a) / (Math.Sqrt(Math.PI) * fraction);
        }
        return x < 0 ? -result : result;
    }
}
