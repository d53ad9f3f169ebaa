namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>beta·this + alpha·(mat1 · mat2).</summary>
        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) =>
            Combined(this, mat1.mm(mat2), beta, alpha);

        /// <summary>beta·this + alpha·(mat · vec).</summary>
        public Tensor addmv(Tensor mat, Tensor vec, float beta = 1, float alpha = 1) =>
            Combined(this, mat.mv(vec), beta, alpha);

        /// <summary>beta·this + alpha·vec1 ⊗ vec2.</summary>
        public Tensor addr(Tensor vec1, Tensor vec2, float beta = 1, float alpha = 1) =>
            Combined(this, vec1.outer(vec2), beta, alpha);

        /// <summary>beta·this + alpha·(batch1 · batch2), matrix by matrix.</summary>
        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Combined(this, batch1.bmm(batch2), beta, alpha);

        /// <summary>beta·this + alpha·Σ over the batch of (batch1 · batch2).</summary>
        public Tensor addbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) =>
            Combined(this, batch1.bmm(batch2).sum(0L).to_type(batch1.dtype), beta, alpha);

        private static Tensor Combined(Tensor input, Tensor product, float beta, float alpha)
        {
            var scaled = alpha == 1 ? product : product * Factor(product, alpha, nameof(alpha));
            return beta == 0 ? scaled
                : beta == 1 ? input + scaled
                : input * Factor(input, beta, nameof(beta)) + scaled;
        }

        /// <summary>A factor that leaves the tensor's dtype as it is.</summary>
        private static Scalar Factor(Tensor tensor, float factor, string name)
        {
            if (tensor.dtype.IsFloat())
                return (double)factor;
            return float.IsInteger(factor)
                ? (long)factor
                : throw new TorchException(
                    $"{name} must be a whole number for tensors of {tensor.dtype}, got {factor}"
                );
        }

        /// <summary>this + value·tensor1·tensor2.</summary>
        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => this + tensor1 * tensor2 * value;

        /// <summary>this + value·tensor1 / tensor2.</summary>
        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => this + tensor1 / tensor2 * value;

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => this + tensor1 / tensor2;

        /// <summary>From this to end, weight of the way.</summary>
        public Tensor lerp(Tensor end, Tensor weight) => this + weight * (end - this);

        public Tensor vdot(Tensor target) => dot(target);

        /// <summary>Scalar products of the last dimensions.</summary>
        public Tensor inner(Tensor vec2)
        {
            if (ndim == 0 || vec2.ndim == 0)
                return mul(vec2);
            return tensordot(vec2, [-1], [-1]);
        }

        /// <summary>Each element of this times the whole other tensor, block by block.</summary>
        public Tensor kron(Tensor other)
        {
            var rank = Math.Max(Impl.Sizes.Length, other.Impl.Sizes.Length);
            var (a, b) = (Padded(this), Padded(other));
            var (left, right) = (new List<long>(), new List<long>());
            for (var d = 0; d < rank; d++)
            {
                left.AddRange([a[d], 1]);
                right.AddRange([1, b[d]]);
            }
            var product = reshape([.. left]) * other.reshape([.. right]);
            return product.reshape(a.Zip(b, (x, y) => x * y).ToArray());

            long[] Padded(Tensor x) => [.. Enumerable.Repeat(1L, rank - x.Impl.Sizes.Length), .. x.Impl.Sizes];
        }

        /// <summary>Sums of products over the given dimensions of both tensors.</summary>
        public Tensor tensordot(Tensor b, long[] dims1, long[] dims2)
        {
            var left = Shapes.Dims(dims1, Impl.Sizes.Length, "tensordot");
            var right = Shapes.Dims(dims2, b.Impl.Sizes.Length, "tensordot");
            if (
                left.Length != right.Length
                || left.Zip(right).Any(pair => Impl.Sizes[pair.First] != b.Impl.Sizes[pair.Second])
            )
                throw new TorchException(
                    $"tensordot: dimensions {Shapes.Text(dims1)} of {Shapes.Text(Impl.Sizes)} do not fit {Shapes.Text(dims2)} of "
                        + Shapes.Text(b.Impl.Sizes)
                );
            var keptLeft = Others(this, left);
            var keptRight = Others(b, right);
            var count = Shapes.Numel(Array.ConvertAll(left, d => Impl.Sizes[d]));
            long[] shapeLeft = Array.ConvertAll(keptLeft, d => Impl.Sizes[d]);
            long[] shapeRight = Array.ConvertAll(keptRight, d => b.Impl.Sizes[d]);
            var rows = permute([.. keptLeft.Select(d => (long)d), .. left.Select(d => (long)d)])
                .reshape(Shapes.Numel(shapeLeft), count);
            var columns = b.permute([.. right.Select(d => (long)d), .. keptRight.Select(d => (long)d)])
                .reshape(count, Shapes.Numel(shapeRight));
            return rows.mm(columns).reshape([.. shapeLeft, .. shapeRight]);

            static int[] Others(Tensor x, int[] dims) =>
                Enumerable.Range(0, x.Impl.Sizes.Length).Where(d => Array.IndexOf(dims, d) < 0).ToArray();
        }

        /// <summary>Over the last dims of this and the first of b.</summary>
        public Tensor tensordot(Tensor b, long dims = 2)
        {
            if (dims < 0 || dims > ndim || dims > b.ndim)
                throw new TorchException(
                    $"tensordot: {dims} dimensions of shapes {Shapes.Text(Impl.Sizes)} and {Shapes.Text(b.Impl.Sizes)}"
                );
            var count = (int)dims;
            return tensordot(
                b,
                Enumerable.Range((int)ndim - count, count).Select(d => (long)d).ToArray(),
                Enumerable.Range(0, count).Select(d => (long)d).ToArray()
            );
        }

        public Tensor tensordot(Tensor b, (long, long)[] dims) =>
            tensordot(b, Array.ConvertAll(dims, d => d.Item1), Array.ConvertAll(dims, d => d.Item2));
    }
}
