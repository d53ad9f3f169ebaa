using System.Numerics;

namespace TorchSharp;

internal static class Comparisons
{
    internal readonly struct Equal : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a == b;
    }

    internal readonly struct NotEqual : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a != b;
    }

    internal readonly struct Less : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a < b;
    }

    internal readonly struct LessOrEqual : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a <= b;
    }

    internal readonly struct Greater : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a > b;
    }

    internal readonly struct GreaterOrEqual : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a >= b;
    }

    internal readonly struct And : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a != T.Zero && b != T.Zero;
    }

    internal readonly struct Or : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a != T.Zero || b != T.Zero;
    }

    internal readonly struct Xor : IComparison
    {
        public static bool Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => a != T.Zero != (b != T.Zero);
    }

    public static torch.Tensor WithNumber<TOp>(torch.Tensor tensor, Scalar number, string operation)
        where TOp : IComparison
    {
        using var other = Numbers.WrapScalar(tensor, number);
        return Pointwise.Compare<TOp>(tensor, other, operation);
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor eq(Tensor target) => Pointwise.Compare<Comparisons.Equal>(this, target, "eq");

        public Tensor eq(Scalar target) => Comparisons.WithNumber<Comparisons.Equal>(this, target, "eq");

        public Tensor ne(Tensor target) => Pointwise.Compare<Comparisons.NotEqual>(this, target, "ne");

        public Tensor ne(Scalar target) => Comparisons.WithNumber<Comparisons.NotEqual>(this, target, "ne");

        public Tensor lt(Tensor target) => Pointwise.Compare<Comparisons.Less>(this, target, "lt");

        public Tensor lt(Scalar target) => Comparisons.WithNumber<Comparisons.Less>(this, target, "lt");

        public Tensor le(Tensor target) => Pointwise.Compare<Comparisons.LessOrEqual>(this, target, "le");

        public Tensor le(Scalar target) => Comparisons.WithNumber<Comparisons.LessOrEqual>(this, target, "le");

        public Tensor gt(Tensor target) => Pointwise.Compare<Comparisons.Greater>(this, target, "gt");

        public Tensor gt(Scalar target) => Comparisons.WithNumber<Comparisons.Greater>(this, target, "gt");

        public Tensor ge(Tensor target) => Pointwise.Compare<Comparisons.GreaterOrEqual>(this, target, "ge");

        public Tensor ge(Scalar target) => Comparisons.WithNumber<Comparisons.GreaterOrEqual>(this, target, "ge");

        public Tensor logical_and(Tensor other) => Pointwise.Compare<Comparisons.And>(this, other, "logical_and");

        public Tensor logical_or(Tensor other) => Pointwise.Compare<Comparisons.Or>(this, other, "logical_or");

        public Tensor logical_xor(Tensor other) => Pointwise.Compare<Comparisons.Xor>(this, other, "logical_xor");

        public Tensor logical_not() => eq(0);

        public Tensor isnan() => ne(this);

        public Tensor isinf() => abs().eq(double.PositiveInfinity);

        public Tensor isfinite() => abs().lt(double.PositiveInfinity);

        /// <summary>Whether isclose holds for every element.</summary>
        public bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            using var scope = NewDisposeScope();
            return isclose(target, rtol, atol, equal_nan).all().item<bool>();
        }

        /// <summary>The same shape and the same values.</summary>
        public bool Equals(Tensor target) =>
            Impl.Sizes.AsSpan().SequenceEqual(target.Impl.Sizes) && eq(target).all().item<bool>();

        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        public static Tensor operator ==(Tensor left, Scalar right) => left.eq(right);

        public static Tensor operator ==(Scalar left, Tensor right) => right.eq(left);

        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        public static Tensor operator !=(Tensor left, Scalar right) => left.ne(right);

        public static Tensor operator !=(Scalar left, Tensor right) => right.ne(left);

        public static Tensor operator <(Tensor left, Tensor right) => left.lt(right);

        public static Tensor operator <(Tensor left, Scalar right) => left.lt(right);

        public static Tensor operator <(Scalar left, Tensor right) => right.gt(left);

        public static Tensor operator <=(Tensor left, Tensor right) => left.le(right);

        public static Tensor operator <=(Tensor left, Scalar right) => left.le(right);

        public static Tensor operator <=(Scalar left, Tensor right) => right.ge(left);

        public static Tensor operator >(Tensor left, Tensor right) => left.gt(right);

        public static Tensor operator >(Tensor left, Scalar right) => left.gt(right);

        public static Tensor operator >(Scalar left, Tensor right) => right.lt(left);

        public static Tensor operator >=(Tensor left, Tensor right) => left.ge(right);

        public static Tensor operator >=(Tensor left, Scalar right) => left.ge(right);

        public static Tensor operator >=(Scalar left, Tensor right) => right.le(left);

        /// <summary>Whether each |this - other| is at most atol + rtol·|other|.</summary>
        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false)
        {
            using var off = no_grad();
            using var a = to_type(ScalarType.Float64);
            using var b = other.to_type(ScalarType.Float64);
            // Whole numbers beyond 2^53 that differ may be one Float64.
            var apart = Search.AreWhole(this, other)
                ? to_type(ScalarType.Int64) - other.to_type(ScalarType.Int64)
                : a - b;
            var close = apart.abs().le(b.abs() * rtol + atol).logical_and(b.isfinite()).logical_or(eq(other));
            return nanEqual ? close.logical_or(a.isnan().logical_and(b.isnan())) : close;
        }

        /// <summary>Element by element, as eq.</summary>
        public Tensor equal(Tensor target) => eq(target);

        public Tensor isposinf() => eq(double.PositiveInfinity);

        public Tensor isneginf() => eq(double.NegativeInfinity);

        /// <summary>True: this backend has no complex numbers.</summary>
        public Tensor isreal() => ones_like(ScalarType.Bool);
    }
}
