namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs()
        {
            var y = Pointwise.Unary<UnaryMath.Abs>(this);
            return Autograd.ShouldRecord(this)
                ? Autograd.Record("abs", y, [this], [this], static (grad, saved, _) => [grad * saved[0].sign()])
                : y;
        }

        public Tensor sign()
        {
            var y = Pointwise.Unary<UnaryMath.Sign>(this);
            return Autograd.ShouldRecord(this)
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

        public Tensor exp2() => (this * Math.Log(2)).exp();

        /// <summary>What remains after trunc, with the number's sign.</summary>
        public Tensor frac() => this - trunc();

        public Tensor positive() => alias();

        public Tensor sgn() => sign();

        /// <summary>Whether the sign bit is set: true for -0 too.</summary>
        public Tensor signbit() => dtype.IsFloat() ? lt(0).logical_or(eq(0).logical_and((1 / detach()).lt(0))) : lt(0);

        /// <summary>NaN and infinities replaced by numbers.</summary>
        /// <param name="posinf">The type's largest number where not given.</param>
        /// <param name="neginf">The type's smallest.</param>
        public Tensor nan_to_num(double nan = 0, double? posinf = null, double? neginf = null)
        {
            if (!dtype.IsFloat())
                return clone();
            var largest = dtype == ScalarType.Float32 ? float.MaxValue : double.MaxValue;
            using var x = detach();
            return masked_fill(x.isnan(), nan)
                .masked_fill(x.eq(double.PositiveInfinity), posinf ?? largest)
                .masked_fill(x.eq(double.NegativeInfinity), neginf ?? -largest);
        }
    }
}
