using System.Numerics;
using System.Numerics.Tensors;

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
                // 0 for NaN, as in PyTorch.
                y[i] = T.IsNaN(x[i]) ? T.Zero : T.CreateTruncating(T.Sign(x[i]));
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
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var i = 0; i < x.Length; i++)
                y[i] = T.CreateTruncating(SmallArguments.Expm1(double.CreateTruncating(x[i])));
        }
    }

    internal readonly struct Log : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T> => TensorPrimitives.Log(x, y);
    }

    internal readonly struct Log1p : IFloatUnary
    {
        public static void Apply<T>(ReadOnlySpan<T> x, Span<T> y)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            for (var i = 0; i < x.Length; i++)
                y[i] = T.CreateTruncating(SmallArguments.Log1p(double.CreateTruncating(x[i])));
        }
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

    /// <summary>y = f(x), whose gradient is computed from x.</summary>
    public static torch.Tensor OfInput<TOp>(
        string name,
        torch.Tensor x,
        Func<torch.Tensor, torch.Tensor, torch.Tensor> derivative
    )
        where TOp : IFloatUnary
    {
        var y = Pointwise.FloatUnary<TOp>(x);
        return Autograd.ShouldRecord(x)
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
        return Autograd.ShouldRecord(x)
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
