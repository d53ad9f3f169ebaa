namespace TorchSharp;

public static partial class torch
{
    /// <summary>The 2-norm of all elements.</summary>
    public static Tensor norm(Tensor input) => input.norm();

    public partial class Tensor
    {
        private Tensor SumOver(long[] dims, bool keepdim, ScalarType? type)
        {
            var y = Reductions.Sum(this, dims, keepdim, type);
            if (!Autograd.ShouldRecord(this))
                return y;
            var sizes = Impl.Sizes;
            var original = dtype;
            return Autograd.Record(
                "sum",
                y,
                [this],
                [],
                (grad, _, _) => [Reductions.Restore(grad, sizes, dims).to_type(original).expand(sizes)]
            );
        }

        public Tensor sum(ScalarType? type = null) => SumOver([], false, type);

        public Tensor sum(long[] dim, bool keepdim = false, ScalarType? type = null) => SumOver(dim, keepdim, type);

        public Tensor mean() => mean([]);

        public Tensor mean(long[] dimensions, bool keepdim = false, ScalarType? type = null)
        {
            if (type is null && !dtype.IsFloat())
                throw new TorchException(
                    $"mean: could not infer output dtype: input dtype must be floating point, got {dtype}; convert with .to(float32)"
                );
            using var sum = SumOver(dimensions, keepdim, type ?? dtype);
            return sum / Reductions.Count(this, dimensions, "mean");
        }

        /// <summary>The mean squared deviation over dimensions; divided by n - 1 where <paramref name="unbiased"/>.</summary>
        private Tensor Variance(long[] dims, bool unbiased, bool keepdim, ScalarType? type)
        {
            using var x = to_type(type ?? dtype);
            using var mean = x.mean(dims, keepdim: true);
            using var deviation = x - mean;
            using var squares = deviation.square();
            using var sum = squares.SumOver(dims, keepdim, null);
            return sum / (double)Math.Max(0, Reductions.Count(this, dims, "var") - (unbiased ? 1 : 0));
        }

        private Tensor StandardDeviation(long[] dims, bool unbiased, bool keepdim, ScalarType? type)
        {
            using var variance = Variance(dims, unbiased, keepdim, type);
            Tensor y;
            using (no_grad())
                y = variance.sqrt();
            // Of equal elements the slope is 0, not that of the root at 0.
            return Autograd.ShouldRecord(variance)
                ? Autograd.Record(
                    "std",
                    y,
                    [variance],
                    [y],
                    static (grad, saved, _) => [(grad / (saved[0] * 2)).masked_fill(saved[0].eq(0), 0)]
                )
                : y;
        }

        public Tensor var(bool unbiased = true) => Variance([], unbiased, false, null);

        public Tensor var(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            Variance(dimensions, unbiased, keepdim, type);

        public Tensor std(bool unbiased = true) => StandardDeviation([], unbiased, false, null);

        public Tensor std(long[] dimensions, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            StandardDeviation(dimensions, unbiased, keepdim, type);

        private (Tensor Values, Tensor Indices) ExtremeOver(long dim, bool keepdim, bool largest, string operation)
        {
            var (values, indices) = Reductions.Extreme(this, [dim], keepdim, largest, operation);
            if (Autograd.ShouldRecord(this))
            {
                var sizes = Impl.Sizes;
                var d = Shapes.Dim(dim, sizes.Length, operation);
                Autograd.Record(
                    operation,
                    values,
                    [this],
                    [indices],
                    (grad, saved, _) =>
                    {
                        var lost = !keepdim && sizes.Length > 0;
                        var (g, at) = (lost ? grad.unsqueeze(d) : grad, lost ? saved[0].unsqueeze(d) : saved[0]);
                        return [torch.zeros(sizes, grad.dtype).scatter_(d, at, g)];
                    }
                );
            }
            return (values, indices);
        }

        /// <summary>The largest along a dimension, and where it stands first.</summary>
        public (Tensor values, Tensor indexes) max(long dim, bool keepdim = false) =>
            ExtremeOver(dim, keepdim, true, "max");

        public (Tensor values, Tensor indexes) min(long dim, bool keepdim = false) =>
            ExtremeOver(dim, keepdim, false, "min");

        public Tensor max() => Amax([], false, true, "max");

        public Tensor min() => Amax([], false, false, "min");

        public Tensor max(Tensor other) => maximum(other);

        public Tensor min(Tensor other) => minimum(other);

        public Tensor amax(params long[] dims) => Amax(dims, false, true, "amax");

        public Tensor amax(long[] dims, bool keepdim = false, Tensor? @out = null) => Amax(dims, keepdim, true, "amax");

        public Tensor amin(params long[] dims) => Amax(dims, false, false, "amin");

        public Tensor amin(long[] dims, bool keepdim = false, Tensor? @out = null) =>
            Amax(dims, keepdim, false, "amin");

        /// <summary>The extreme over several dimensions; equal ones share the gradient.</summary>
        private Tensor Amax(long[] dims, bool keepdim, bool largest, string operation)
        {
            var (values, indices) = Reductions.Extreme(this, dims, keepdim, largest, operation);
            indices.Dispose();
            if (!Autograd.ShouldRecord(this))
                return values;
            var sizes = Impl.Sizes;
            return Autograd.Record(
                operation,
                values,
                [this],
                [this, values],
                (grad, saved, _) =>
                {
                    var best = saved[0].eq(Reductions.Restore(saved[1], sizes, dims)).to_type(grad.dtype);
                    var ties = Reductions.Sum(best, dims, true, null);
                    return [best * (Reductions.Restore(grad, sizes, dims) / ties)];
                }
            );
        }

        private Tensor ExtremeAt(long[] dims, bool keepdim, bool largest, string operation)
        {
            var (values, indices) = Reductions.Extreme(this, dims, keepdim, largest, operation);
            values.Dispose();
            return indices;
        }

        public Tensor argmax() => ExtremeAt([], false, true, "argmax");

        /// <summary>Where along a dimension the largest element stands first.</summary>
        public Tensor argmax(long dim, bool keepdim = false) => ExtremeAt([dim], keepdim, true, "argmax");

        public Tensor argmin() => ExtremeAt([], false, false, "argmin");

        public Tensor argmin(long dim, bool keepdim = false) => ExtremeAt([dim], keepdim, false, "argmin");

        public Tensor all()
        {
            using var flags = to_type(ScalarType.Bool);
            using var count = Reductions.CountNonzero(flags, [], false, "all");
            return Truth(count.eq(numel()));
        }

        public Tensor all(long dim, bool keepdim = false)
        {
            using var count = Reductions.CountNonzero(this, [dim], keepdim, "all");
            return Truth(count.eq(Reductions.Count(this, [dim], "all")));
        }

        public Tensor any()
        {
            using var count = Reductions.CountNonzero(this, [], false, "any");
            return Truth(count.ne(0));
        }

        public Tensor any(long dim, bool keepdim = false)
        {
            using var count = Reductions.CountNonzero(this, [dim], keepdim, "any");
            return Truth(count.ne(0));
        }

        /// <summary>What all and any say of bytes is a byte, as in the days when PyTorch had no Bool.</summary>
        private Tensor Truth(Tensor holds) => dtype == ScalarType.Byte ? holds.to_type(dtype) : holds;

        public Tensor count_nonzero(long[]? dims = null) =>
            Reductions.CountNonzero(this, dims ?? [], false, "count_nonzero");

        /// <summary>log Σ exp(x) along a dimension, safe from overflow; -∞ where there is nothing to sum up.</summary>
        public Tensor logsumexp(long dim, bool keepdim = false)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "logsumexp");
            using var x = to_type(ScalarTypes.ToFloat(dtype));
            if (Impl.Sizes.Length > 0 && Impl.Sizes[d] == 0)
                return x.sum(d, keepdim).log();
            using var largest = x.LargestFinite(d);
            var sum = (x - largest).exp().sum(d, keepdim: true).log() + largest;
            return keepdim ? sum : sum.squeeze(d);
        }

        /// <summary>The largest along a dimension, which is kept; 0 in place of an infinity.</summary>
        private Tensor LargestFinite(long d)
        {
            using var off = no_grad();
            using var largest = Reductions.Extreme(this, [d], true, true, "logsumexp").Values;
            return largest.masked_fill(largest.isinf(), 0);
        }

        /// <summary>(Σ |x|ᵖ)^(1/p) over all elements.</summary>
        public Tensor norm(float p = 2) => Norm([], false, p);

        public Tensor norm(int dim, bool keepdim = false, float p = 2) => Norm([dim], keepdim, p);

        /// <summary>The p-norm; where it is zero, so is its gradient.</summary>
        private Tensor Norm(long[] dims, bool keepdim, float p)
        {
            if (float.IsPositiveInfinity(p))
                return abs().amax(dims, keepdim);
            if (float.IsNegativeInfinity(p))
                return abs().amin(dims, keepdim);
            if (p == 0)
                return ne(0).to_type(dtype).sum(dims, keepdim);
            if (p == 1)
                return abs().sum(dims, keepdim);
            var powers = (p == 2 ? square() : abs().pow(p)).sum(dims, keepdim);
            using var zero = powers.detach().eq(0);
            // The root of 1 in place of that of 0, whose slope is infinite.
            var root = torch.where(zero, powers.ones_like(), powers);
            return torch.where(zero, powers.zeros_like(), p == 2 ? root.sqrt() : root.pow(1 / p));
        }

        /// <summary>The p-norm of the difference.</summary>
        public Tensor dist(Tensor other, float p = 2) => (this - other).norm(p);

        /// <summary>Rows along a dimension shrunk to a largest p-norm.</summary>
        public Tensor renorm(float p, long dim, float maxnorm)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "renorm");
            var rows = movedim([d], [0]).reshape(Impl.Sizes[d], -1);
            var norms = rows.norm(1, keepdim: true, p);
            var factor = torch.where(norms.detach().gt(maxnorm), maxnorm / (norms + 1e-7), torch.ones_like(norms));
            var moved = Impl.Sizes.ToList();
            moved.RemoveAt(d);
            return (rows * factor).reshape([Impl.Sizes[d], .. moved]).movedim([0], [d]);
        }
    }
}
