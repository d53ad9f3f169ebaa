using System.Numerics;
using System.Numerics.Tensors;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Each element to a power.</summary>
        public Tensor pow(Scalar exponent)
        {
            if (exponent.Double == 2)
                return square();
            var type = ScalarTypes.Promote(dtype, exponent);
            if (!type.IsFloat() && exponent.Double < 0)
                throw new TorchException(
                    $"pow: integers to negative integer powers are not allowed, got {dtype} and {exponent.Double}; convert with .to(float32)"
                );
            using var x = to_type(type);
            var power = exponent.Double;
            var y = Pointwise.Dense(x).AllocateLike();
            using var number = Scalar(exponent, type);
            Pointwise.BinaryInto<EachPair<PowerOp>>(x, number, y);
            return Autograd.ShouldRecord(x)
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
            var y = Pointwise.Binary<EachPair<PowerOp>>(this, exponent, "pow");
            return Autograd.ShouldRecord(this, exponent)
                ? Autograd.Record(
                    "pow",
                    y,
                    [this, exponent],
                    [this, exponent, y],
                    static (grad, saved, need) =>
                    {
                        var (x, p, power) = saved;
                        // 0 to the power of 0 has the slopes 0, not 0 times infinity.
                        return
                        [
                            need[0] ? (grad * p * x.pow(p - 1)).masked_fill(p.eq(0), 0) : null,
                            need[1] ? (grad * power * x.log()).masked_fill(x.eq(0).logical_and(p.ge(0)), 0) : null,
                        ];
                    }
                )
                : y;
        }

        /// <summary>Each element brought into [min, max]; null leaves that side open. Whole numbers with a bound that is none become floats.</summary>
        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            if (min is null && max is null)
                throw new TorchException("clamp: at least one of min and max must be given");
            var type = dtype;
            foreach (var bound in new[] { min, max })
                type = bound is null ? type : ScalarTypes.Promote(type, bound);
            if (type != dtype)
            {
                using var wider = to_type(type);
                return wider.clamp(min, max);
            }
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
            return Autograd.ShouldRecord(this)
                ? Autograd.Record(
                    "clamp",
                    y,
                    [this],
                    [this],
                    (grad, saved, _) => [grad * saved[0].ge(low).logical_and(saved[0].le(high))]
                )
                : y;
        }

        public Tensor clamp_min(Scalar min) => clamp(min, null);

        public Tensor clamp_max(Scalar max) => clamp(null, max);

        /// <summary>The larger of each pair; where equal, the gradient is shared.</summary>
        public Tensor maximum(Tensor other) => Extreme<MaximumOp>("maximum", other, static (a, b) => a.gt(b));

        public Tensor minimum(Tensor other) => Extreme<MinimumOp>("minimum", other, static (a, b) => a.lt(b));

        private Tensor Extreme<TOp>(string operation, Tensor other, Func<Tensor, Tensor, Tensor> chosen)
            where TOp : IBinary
        {
            var y = Pointwise.Binary<TOp>(this, other, operation);
            return Autograd.ShouldRecord(this, other)
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

        /// <summary>Each element brought between two tensors, broadcast; null leaves that side open.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            if (min is null && max is null)
                throw new TorchException("clamp: at least one of min and max must be given");
            var result = min is null ? this : torch.where(detach().lt(min), min, this);
            return max is null ? result : torch.where(result.detach().gt(max), max, result);
        }

        public Tensor clamp_min_(Scalar min) => clamp_(min, null);

        public Tensor clamp_max_(Scalar max) => clamp_(null, max);
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

/// <summary>a to the power of b; of whole numbers exact, wrapping around.</summary>
internal readonly struct PowerOp : IPair
{
    public static T Apply<T>(T a, T b)
        where T : unmanaged, INumber<T> =>
        typeof(T) == typeof(float) || typeof(T) == typeof(double)
            ? T.CreateTruncating(Math.Pow(double.CreateTruncating(a), double.CreateTruncating(b)))
            : Whole(a, b);

    private static T Whole<T>(T a, T b)
        where T : unmanaged, INumber<T>
    {
        // The reciprocal of a whole number, cut: that of 1 and -1 alone is not 0.
        if (T.IsNegative(b))
            return a == T.One ? a
                : a + T.One == T.Zero ? (T.IsOddInteger(b) ? a : T.One)
                : T.Zero;
        var power = T.One;
        for (var rest = long.CreateTruncating(b); rest > 0; rest >>= 1)
        {
            if ((rest & 1) == 1)
                power *= a;
            a *= a;
        }
        return power;
    }
}
