namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>This magnitude with the other's sign.</summary>
        public Tensor copysign(Tensor other)
        {
            using var negative = other.detach().signbit();
            var size = abs();
            return torch.where(negative, -size, size);
        }

        /// <summary>0 below zero, 1 above, the other's value at zero.</summary>
        public Tensor heaviside(Tensor other) =>
            torch.where(detach().eq(0), other, detach().gt(0).to_type(ScalarTypes.Promote(dtype, other.dtype)));

        /// <summary>log(exp(this) + exp(other)), safe from overflow.</summary>
        public Tensor logaddexp(Tensor other) => maximum(other) + (-Distance(other)).exp().log1p();

        /// <summary>log2(2^this + 2^other), safe from overflow.</summary>
        public Tensor logaddexp2(Tensor other) => maximum(other) + (-Distance(other)).exp2().log1p() / Math.Log(2);

        /// <summary>|this - other|; 0 between equal infinities.</summary>
        private Tensor Distance(Tensor other)
        {
            using var same = detach().eq(other.detach());
            return (this - other).masked_fill(same, 0).abs();
        }

        /// <summary>this·2^other.</summary>
        public Tensor ldexp(Tensor other) => this * other.to_type(ScalarTypes.ToFloat(other.dtype)).exp2();

        /// <summary>pow in double precision.</summary>
        public Tensor float_power(Tensor target) => to_type(ScalarType.Float64).pow(target.to_type(ScalarType.Float64));

        /// <summary>maximum that prefers a number to NaN.</summary>
        public Tensor fmax(Tensor other) =>
            torch.where(detach().isnan(), other, torch.where(other.detach().isnan(), this, maximum(other)));

        /// <summary>minimum that prefers a number to NaN.</summary>
        public Tensor fmin(Tensor other) =>
            torch.where(detach().isnan(), other, torch.where(other.detach().isnan(), this, minimum(other)));

        /// <summary>The greatest common divisor of whole numbers.</summary>
        public Tensor gcd(Tensor other)
        {
            if (dtype.IsFloat() || other.dtype.IsFloat())
                throw new TorchException($"gcd: expects whole numbers, got {dtype} and {other.dtype}");
            var pair = broadcast_tensors(to_type(ScalarType.Int64), other.to_type(ScalarType.Int64));
            var (a, b) = (CopyOp.ToArray<long>(pair[0]), CopyOp.ToArray<long>(pair[1]));
            for (var i = 0; i < a.Length; i++)
                while (b[i] != 0)
                    (a[i], b[i]) = (b[i], a[i] % b[i]);
            return tensor(
                Array.ConvertAll(a, Math.Abs),
                pair[0].Impl.Sizes,
                dtype: ScalarTypes.Promote(dtype, other.dtype)
            );
        }

        /// <summary>The least common multiple of whole numbers.</summary>
        public Tensor lcm(Tensor other)
        {
            using var divisor = gcd(other);
            return (this * other).abs().floor_divide(divisor.maximum(divisor.ones_like()));
        }
    }
}
