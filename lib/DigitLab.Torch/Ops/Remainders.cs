using System.Numerics;

namespace TorchSharp;

internal static class RemainderOps
{
    /// <summary>a - b·⌊a / b⌋: with the sign of the divisor, as in Python.</summary>
    internal readonly struct Floored : IBinary
    {
        private static T One<T>(T a, T b)
            where T : unmanaged, INumber<T>
        {
            var rest = a % b;
            return rest != T.Zero && T.IsNegative(rest) != T.IsNegative(b) ? rest + b : rest;
        }

        public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
            where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < y.Length; i++)
                y[i] = One(a[i], b[i]);
        }

        public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
            where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < y.Length; i++)
                y[i] = One(a[i], b);
        }

        public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
            where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < y.Length; i++)
                y[i] = One(a, b[i]);
        }
    }

    /// <summary>a - b·trunc(a / b): with the sign of the dividend, as in C#.</summary>
    internal readonly struct Truncated : IBinary
    {
        public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
            where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < y.Length; i++)
                y[i] = a[i] % b[i];
        }

        public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
            where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < y.Length; i++)
                y[i] = a[i] % b;
        }

        public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
            where T : unmanaged, INumber<T>
        {
            for (var i = 0; i < y.Length; i++)
                y[i] = a % b[i];
        }
    }

    public static torch.Tensor Run<TOp>(string name, torch.Tensor a, torch.Tensor b, torch.RoundingMode rounding)
        where TOp : IBinary
    {
        if (!Pointwise.ResultType(a, b).IsFloat() && b.eq(0).any().item<bool>())
            throw new TorchException($"{name}: division of whole numbers by zero");
        var y = Pointwise.Binary<TOp>(a, b, name);
        return Autograd.Needed(a, b)
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
            using var number = Numbers.Meeting(this, scalar);
            return remainder(number);
        }

        /// <summary>The rest of the division, with the dividend's sign, as C#'s %.</summary>
        public Tensor fmod(Tensor target) =>
            RemainderOps.Run<RemainderOps.Truncated>("fmod", this, target, RoundingMode.trunc);

        public Tensor fmod(Scalar scalar)
        {
            using var number = Numbers.Meeting(this, scalar);
            return fmod(number);
        }

        /// <summary>⌊this / other⌋.</summary>
        public Tensor floor_divide(Tensor other) => div(other, RoundingMode.floor);

        public Tensor floor_divide(Scalar other) =>
            div(other, RoundingMode.floor).to_type(ScalarTypes.Promote(dtype, other));

        public Tensor remainder_(Tensor target) => InPlace.Replace(this, "remainder_", x => x.remainder(target));

        public Tensor remainder_(Scalar scalar) => InPlace.Replace(this, "remainder_", x => x.remainder(scalar));

        public Tensor fmod_(Tensor target) => InPlace.Replace(this, "fmod_", x => x.fmod(target));

        public Tensor fmod_(Scalar scalar) => InPlace.Replace(this, "fmod_", x => x.fmod(scalar));

        public Tensor floor_divide_(Tensor other) => InPlace.Replace(this, "floor_divide_", x => x.floor_divide(other));

        public Tensor floor_divide_(Scalar other) => InPlace.Replace(this, "floor_divide_", x => x.floor_divide(other));

        public static Tensor operator %(Tensor left, Tensor right) => left.remainder(right);

        public static Tensor operator %(Tensor left, Scalar right) => left.remainder(right);

        public static Tensor operator %(Tensor left, int right) => left.remainder(right);

        public static Tensor operator %(Tensor left, long right) => left.remainder(right);

        public static Tensor operator %(Tensor left, float right) => left.remainder(right);

        public static Tensor operator %(Tensor left, double right) => left.remainder(right);
    }
}
