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

        public Tensor absolute() => abs();

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

        public Tensor abs_() => InPlace.Replace(this, "abs_", x => x.abs());

        public Tensor exp_() => InPlace.Replace(this, "exp_", x => x.exp());

        public Tensor log_() => InPlace.Replace(this, "log_", x => x.log());

        public Tensor sqrt_() => InPlace.Replace(this, "sqrt_", x => x.sqrt());

        public Tensor reciprocal_() => InPlace.Replace(this, "reciprocal_", x => x.reciprocal());

        public Tensor floor_() => InPlace.Replace(this, "floor_", x => x.floor());

        public Tensor round_(long decimals = 0) => InPlace.Replace(this, "round_", x => x.round(decimals));
    }
}
