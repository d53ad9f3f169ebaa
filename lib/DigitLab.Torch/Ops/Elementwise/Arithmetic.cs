using System.Numerics.Tensors;

namespace TorchSharp;

internal readonly struct AddOp : IBinary
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Add(a, b, y);

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Add(a, b, y);

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Add(b, a, y);
}

internal readonly struct SubtractOp : IBinary
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Subtract(a, b, y);

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Subtract(a, b, y);

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Subtract(a, b, y);
}

internal readonly struct MultiplyOp : IBinary
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Multiply(a, b, y);

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Multiply(a, b, y);

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Multiply(b, a, y);
}

internal readonly struct DivideOp : IBinary
{
    public static void Apply<T>(ReadOnlySpan<T> a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Divide(a, b, y);

    public static void Apply<T>(ReadOnlySpan<T> a, T b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Divide(a, b, y);

    public static void Apply<T>(T a, ReadOnlySpan<T> b, Span<T> y)
        where T : unmanaged, System.Numerics.INumber<T> => TensorPrimitives.Divide(a, b, y);
}

internal static class Numbers
{
    /// <summary>A number as a tensor of no dimensions, of the type in which it meets <paramref name="other"/>.</summary>
    public static torch.Tensor WrapScalar(torch.Tensor other, Scalar number) =>
        torch.Scalar(number, ScalarTypes.Promote(other.dtype, number));
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>this + target, broadcast.</summary>
        public Tensor add(Tensor target)
        {
            var result = Pointwise.Binary<AddOp>(this, target, "add");
            return Autograd.ShouldRecord(this, target)
                ? Autograd.Record("add", result, [this, target], [], static (grad, _, _) => [grad, grad])
                : result;
        }

        /// <summary>this + alpha·target.</summary>
        public Tensor add(Tensor target, Scalar alpha)
        {
            using var scaled = target.mul(alpha);
            return add(scaled);
        }

        public Tensor add(Scalar scalar)
        {
            using var number = Numbers.WrapScalar(this, scalar);
            return add(number);
        }

        public Tensor add(Scalar scalar, Scalar alpha) => add((Scalar)(scalar.Double * alpha.Double));

        /// <summary>this - target, broadcast.</summary>
        public Tensor sub(Tensor target)
        {
            var result = Pointwise.Binary<SubtractOp>(this, target, "sub");
            return Autograd.ShouldRecord(this, target)
                ? Autograd.Record(
                    "sub",
                    result,
                    [this, target],
                    [],
                    static (grad, _, need) => [grad, need[1] ? grad.neg() : null]
                )
                : result;
        }

        public Tensor sub(Scalar target)
        {
            using var number = Numbers.WrapScalar(this, target);
            return sub(number);
        }

        /// <summary>this · target, element by element, broadcast.</summary>
        public Tensor mul(Tensor target)
        {
            var result = Pointwise.Binary<MultiplyOp>(this, target, "mul");
            return Autograd.ShouldRecord(this, target)
                ? Autograd.Record(
                    "mul",
                    result,
                    [this, target],
                    [this, target],
                    static (grad, saved, need) => [need[0] ? grad * saved[1] : null, need[1] ? grad * saved[0] : null]
                )
                : result;
        }

        public Tensor mul(Scalar target)
        {
            using var number = Numbers.WrapScalar(this, target);
            return mul(number);
        }

        /// <summary>
        /// this / target, element by element, broadcast; whole numbers as floating-point numbers, unless the quotient is rounded.
        /// </summary>
        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode != RoundingMode.None)
                return RemainderOps.Quotient(this, target, rounding_mode);
            var type = ScalarTypes.ToFloat(Pointwise.ResultType(this, target));
            using var a = to_type(type);
            using var b = target.to_type(type);
            var result = Pointwise.Binary<DivideOp>(a, b, "div");
            return Autograd.ShouldRecord(a, b)
                ? Autograd.Record(
                    "div",
                    result,
                    [a, b],
                    [b, result],
                    static (grad, saved, need) =>
                    {
                        var quotient = grad / saved[0];
                        return [quotient, need[1] ? -(quotient * saved[1]) : null];
                    }
                )
                : result;
        }

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None)
        {
            if (rounding_mode == RoundingMode.None)
            {
                using var divisor = Scalar(target, ScalarTypes.ToFloat(ScalarTypes.Promote(dtype, target)));
                return div(divisor);
            }
            using var number = Numbers.WrapScalar(this, target);
            return div(number, rounding_mode);
        }

        public Tensor neg() => mul((Scalar)(-1));

        public Tensor add_(Tensor target) => Accumulate<AddOp>("add_", target, x => x.add(target));

        public Tensor add_(Scalar scalar) => Accumulate<AddOp>("add_", scalar, x => x.add(scalar));

        public Tensor sub_(Tensor target) => Accumulate<SubtractOp>("sub_", target, x => x.sub(target));

        public Tensor sub_(Scalar target) => Accumulate<SubtractOp>("sub_", target, x => x.sub(target));

        public Tensor mul_(Tensor target) => Accumulate<MultiplyOp>("mul_", target, x => x.mul(target));

        public Tensor mul_(Scalar target) => Accumulate<MultiplyOp>("mul_", target, x => x.mul(target));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) =>
            rounding_mode == RoundingMode.None && dtype.IsFloat()
                ? Accumulate<DivideOp>("div_", target, x => x.div(target))
                : InPlace.Replace(this, "div_", x => x.div(target, rounding_mode));

        private Tensor Accumulate<TOp>(string operation, Scalar number, Func<Tensor, Tensor> compute)
            where TOp : struct, IBinary
        {
            if (ScalarTypes.Promote(dtype, number) != dtype)
                return InPlace.Replace(this, operation, compute);
            using var value = torch.Scalar(number, dtype);
            return Accumulate<TOp>(operation, value, compute);
        }

        /// <summary>In place without a temporary where the history does not ask for one and the operands fit.</summary>
        private Tensor Accumulate<TOp>(string operation, Tensor target, Func<Tensor, Tensor> compute)
            where TOp : struct, IBinary
        {
            if (
                Autograd.ShouldRecord(this, target)
                || target.dtype != dtype
                || !Pointwise.SameLayout(Impl, target.Impl) && target.Impl.Sizes.Length > 0
                || !Pointwise.IsDense(Impl)
            )
                return InPlace.Replace(this, operation, compute);
            Pointwise.BinaryInto<TOp>(this, target, this);
            Impl.Storage.Version++;
            return this;
        }

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator +(Tensor left, int right) => left.add(right);

        public static Tensor operator +(Tensor left, long right) => left.add(right);

        public static Tensor operator +(Tensor left, float right) => left.add(right);

        public static Tensor operator +(Tensor left, double right) => left.add(right);

        public static Tensor operator +(int left, Tensor right) => right.add(left);

        public static Tensor operator +(long left, Tensor right) => right.add(left);

        public static Tensor operator +(float left, Tensor right) => right.add(left);

        public static Tensor operator +(double left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Scalar left, Tensor right)
        {
            using var number = Numbers.WrapScalar(right, left);
            return number.sub(right);
        }

        public static Tensor operator -(Tensor left, int right) => left.sub(right);

        public static Tensor operator -(Tensor left, long right) => left.sub(right);

        public static Tensor operator -(Tensor left, float right) => left.sub(right);

        public static Tensor operator -(Tensor left, double right) => left.sub(right);

        public static Tensor operator -(int left, Tensor right) => (Scalar)left - right;

        public static Tensor operator -(long left, Tensor right) => (Scalar)left - right;

        public static Tensor operator -(float left, Tensor right) => (Scalar)left - right;

        public static Tensor operator -(double left, Tensor right) => (Scalar)left - right;

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator *(Tensor left, int right) => left.mul(right);

        public static Tensor operator *(Tensor left, long right) => left.mul(right);

        public static Tensor operator *(Tensor left, float right) => left.mul(right);

        public static Tensor operator *(Tensor left, double right) => left.mul(right);

        public static Tensor operator *(int left, Tensor right) => right.mul(left);

        public static Tensor operator *(long left, Tensor right) => right.mul(left);

        public static Tensor operator *(float left, Tensor right) => right.mul(left);

        public static Tensor operator *(double left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Scalar left, Tensor right)
        {
            using var number = Scalar(left, ScalarTypes.ToFloat(ScalarTypes.Promote(right.dtype, left)));
            return number.div(right);
        }

        public static Tensor operator /(Tensor left, int right) => left.div(right);

        public static Tensor operator /(Tensor left, long right) => left.div(right);

        public static Tensor operator /(Tensor left, float right) => left.div(right);

        public static Tensor operator /(Tensor left, double right) => left.div(right);

        public static Tensor operator /(int left, Tensor right) => (Scalar)left / right;

        public static Tensor operator /(long left, Tensor right) => (Scalar)left / right;

        public static Tensor operator /(float left, Tensor right) => (Scalar)left / right;

        public static Tensor operator /(double left, Tensor right) => (Scalar)left / right;

        public static Tensor operator -(Tensor tensor) => tensor.neg();
    }

    public enum RoundingMode
    {
        None = 0,
        trunc = 1,
        floor = 2,
    }

    /// <summary>A number as a tensor of no dimensions.</summary>
    internal static Tensor Scalar(Scalar value, ScalarType dtype)
    {
        var result = Tensor.Allocate([], dtype);
        result.Fill(value);
        return result;
    }
}
