namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor exp2() => (this * Math.Log(2)).exp();

        /// <summary>What remains after trunc, with the number's sign.</summary>
        public Tensor frac() => this - trunc();

        public Tensor fix() => trunc();

        public Tensor positive() => alias();

        public Tensor sgn() => sign();

        /// <summary>Whether the sign bit is set: true for -0 too.</summary>
        public Tensor signbit() => dtype.IsFloat() ? lt(0).logical_or(eq(0).logical_and((1 / detach()).lt(0))) : lt(0);

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

        /// <summary>Each element brought between two tensors, broadcast; null leaves that side open.</summary>
        public Tensor clamp(Tensor? min = null, Tensor? max = null)
        {
            if (min is null && max is null)
                throw new TorchException("clamp: at least one of min and max must be given");
            var result = min is null ? this : torch.where(detach().lt(min), min, this);
            return max is null ? result : torch.where(result.detach().gt(max), max, result);
        }

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) =>
            InPlace.Replace(this, "clamp_", x => x.clamp(min, max));

        public Tensor clamp_min_(Scalar min) => clamp_(min, null);

        public Tensor clamp_max_(Scalar max) => clamp_(null, max);

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

        public Tensor greater_equal(Tensor target) => ge(target);

        public Tensor less_equal(Tensor target) => le(target);

        public Tensor isposinf() => eq(double.PositiveInfinity);

        public Tensor isneginf() => eq(double.NegativeInfinity);

        /// <summary>True: this backend has no complex numbers.</summary>
        public Tensor isreal() => ones_like(ScalarType.Bool);

        /// <summary>Elements by their numbers in row-major order.</summary>
        public Tensor take(Tensor index) => reshape(-1).index_select(0, index.reshape(-1)).reshape(index.Impl.Sizes);

        /// <summary>gather, with both shapes broadcast but for the dimension.</summary>
        public Tensor take_along_dim(Tensor indices, long dim)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "take_along_dim");
            var (own, theirs) = ((long[])Impl.Sizes.Clone(), (long[])indices.Impl.Sizes.Clone());
            if (own.Length != theirs.Length)
                throw new TorchException(
                    $"take_along_dim: shapes {Shapes.Text(own)} and {Shapes.Text(theirs)} must have as many dimensions"
                );
            var (size, count) = (own[d], theirs[d]);
            own[d] = theirs[d] = 1;
            var shape = Shapes.Broadcast(own, theirs, "take_along_dim");
            long[] With(long n) => [.. shape[..d], n, .. shape[(d + 1)..]];
            return expand(With(size)).gather(d, indices.expand(With(count)));
        }

        public Tensor take_along_dim(Tensor indices) => reshape(-1).take_along_dim(indices.reshape(-1), 0);

        /// <summary>Elements of a source, in order, at the places where the mask is true.</summary>
        public Tensor masked_scatter(Tensor mask, Tensor value)
        {
            using var spread = mask.expand(Impl.Sizes);
            using var places = spread.nonzero();
            if (places.size(0) > value.numel())
                throw new TorchException(
                    $"masked_scatter: the mask has {places.size(0)} places, the source {value.numel()} elements"
                );
            var chosen = value.reshape(-1).narrow(0, 0, places.size(0));
            return clone().index_put_(chosen, [TensorIndex.Tensor(spread)]);
        }

        public Tensor masked_scatter_(Tensor mask, Tensor value) =>
            InPlace.Replace(this, "masked_scatter_", x => x.masked_scatter(mask, value));

        /// <summary>A copy with one index of a dimension replaced.</summary>
        public Tensor select_scatter(Tensor src, long dim, long index)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "select_scatter");
            var at = new TensorIndex[d + 1];
            Array.Fill(at, TensorIndex.Colon);
            at[d] = TensorIndex.Single(index);
            return clone().index_put_(src, at);
        }

        /// <summary>A copy with a slice of a dimension replaced.</summary>
        public Tensor slice_scatter(Tensor src, long dim = 0, long? start = null, long? end = null, long step = 1)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "slice_scatter");
            var at = new TensorIndex[d + 1];
            Array.Fill(at, TensorIndex.Colon);
            at[d] = TensorIndex.Slice(start, end, step);
            return clone().index_put_(src, at);
        }
    }
}
