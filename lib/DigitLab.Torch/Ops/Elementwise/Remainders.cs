using System.Numerics;

namespace TorchSharp;

/// <summary>An operation on a pair of elements.</summary>
internal interface IPair
{
    static abstract T Apply<T>(T a, T b)
        where T : unmanaged, INumber<T>;
}

/// <summary>The same on each pair.</summary>
internal readonly struct EachPair<TOp> : IBinary
    where TOp : IPair
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < y.Length; i++)
            y[i] = TOp.Apply(a[i], b[i]);
    }

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < y.Length; i++)
            y[i] = TOp.Apply(a[i], b);
    }

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, INumber<T>
    {
        for (var i = 0; i < y.Length; i++)
            y[i] = TOp.Apply(a, b[i]);
    }
}

/// <summary>Whole quotients and what remains of them; of whole numbers exact, wrapping around, as in PyTorch.</summary>
internal static class RemainderOps
{
    /// <summary>a - b·⌊a / b⌋: with the sign of the divisor, as in Python.</summary>
    internal readonly struct Floored : IPair
    {
        public static T Apply<T>(T a, T b)
            where T : unmanaged, INumber<T>
        {
            var rest = Truncated.Apply(a, b);
            return rest != T.Zero && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
        }
    }

    /// <summary>a - b·trunc(a / b): with the sign of the dividend, as in C#.</summary>
    internal readonly struct Truncated : IPair
    {
        // The processor refuses to divide the smallest whole number by -1.
        public static T Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> => IsMinusOne(b) ? T.Zero : a % b;
    }

    /// <summary>⌊a / b⌋.</summary>
    internal readonly struct FlooredQuotient : IPair
    {
        public static T Apply<T>(T a, T b)
            where T : unmanaged, INumber<T>
        {
            if (IsFloat<T>())
                return OfFloats(a, b);
            var quotient = TruncatedQuotient.Apply(a, b);
            return Truncated.Apply(a, b) != T.Zero && T.IsNegative(a) != T.IsNegative(b) ? quotient - T.One : quotient;
        }

        /// <summary>By the remainder, as in Python: a / b may be rounded up to a whole number that it does not reach.</summary>
        private static T OfFloats<T>(T a, T b)
            where T : unmanaged, INumber<T>
        {
            if (b == T.Zero)
                return a / b;
            var rest = a % b;
            var quotient = (a - rest) / b;
            if (rest != T.Zero && T.IsNegative(rest) != T.IsNegative(b))
                quotient -= T.One;
            if (quotient == T.Zero)
                return T.CopySign(T.Zero, a / b);
            var floor = T.CreateTruncating(Math.Floor(double.CreateTruncating(quotient)));
            return quotient - floor > T.One / (T.One + T.One) ? floor + T.One : floor;
        }
    }

    /// <summary>trunc(a / b).</summary>
    internal readonly struct TruncatedQuotient : IPair
    {
        public static T Apply<T>(T a, T b)
            where T : unmanaged, INumber<T> =>
            IsFloat<T>() ? T.CreateTruncating(Math.Truncate(double.CreateTruncating(a / b)))
            : IsMinusOne(b) ? T.Zero - a
            : a / b;
    }

    private static bool IsFloat<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double);

    private static bool IsMinusOne<T>(T b)
        where T : unmanaged, INumber<T> => !IsFloat<T>() && T.IsNegative(b) && b + T.One == T.Zero;

    /// <summary>The quotient in the type in which both meet.</summary>
    public static torch.Tensor Quotient(torch.Tensor a, torch.Tensor b, torch.RoundingMode rounding)
    {
        RequireDivisor("div", a, b);
        var y =
            rounding == torch.RoundingMode.floor
                ? Pointwise.Binary<EachPair<FlooredQuotient>>(a, b, "div")
                : Pointwise.Binary<EachPair<TruncatedQuotient>>(a, b, "div");
        return Autograd.ShouldRecord(a, b)
            ? Autograd.Record("div", y, [a, b], [], static (grad, _, _) => [grad.zeros_like(), grad.zeros_like()])
            : y;
    }

    private static void RequireDivisor(string name, torch.Tensor a, torch.Tensor b)
    {
        if (!Pointwise.ResultType(a, b).IsFloat() && b.eq(0).any().item<bool>())
            throw new TorchException($"{name}: division of whole numbers by zero");
    }

    public static torch.Tensor Run<TOp>(string name, torch.Tensor a, torch.Tensor b, torch.RoundingMode rounding)
        where TOp : IPair
    {
        RequireDivisor(name, a, b);
        var y = Pointwise.Binary<EachPair<TOp>>(a, b, name);
        return Autograd.ShouldRecord(a, b)
            ? Autograd.Record(
                name,
                y,
                [a, b],
                [a, b],
                (grad, saved, need) => [grad, need[1] ? -grad * saved[0].div(saved[1], rounding) : null]
            )
            : y;
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The rest of the division, with the divisor's sign, as Python's %.</summary>
        public Tensor remainder(Tensor target) =>
            RemainderOps.Run<RemainderOps.Floored>("remainder", this, target, RoundingMode.floor);

        public Tensor remainder(Scalar scalar)
        {
            using var number = Numbers.WrapScalar(this, scalar);
            return remainder(number);
        }

        /// <summary>The rest of the division, with the dividend's sign, as C#'s %.</summary>
        public Tensor fmod(Tensor target) =>
            RemainderOps.Run<RemainderOps.Truncated>("fmod", this, target, RoundingMode.trunc);

        public Tensor fmod(Scalar scalar)
        {
            using var number = Numbers.WrapScalar(this, scalar);
            return fmod(number);
        }

        /// <summary>⌊this / other⌋.</summary>
        public Tensor floor_divide(Tensor other) => div(other, RoundingMode.floor);

        public Tensor floor_divide(Scalar other) => div(other, RoundingMode.floor);

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        public static Tensor operator %(Tensor left, int right) => left.remainder(right);

        public static Tensor operator %(Tensor left, long right) => left.remainder(right);

        public static Tensor operator %(Tensor left, float right) => left.remainder(right);

        public static Tensor operator %(Tensor left, double right) => left.remainder(right);
    }
}
