namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        private static long[] Pair((long, long) dims) => [dims.Item1, dims.Item2];

        private static long[] Triple((long, long, long) dims) => [dims.Item1, dims.Item2, dims.Item3];

        public Tensor var((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            var(Pair(dim), unbiased, keepdim, type);

        public Tensor var(
            (long, long, long) dim,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => var(Triple(dim), unbiased, keepdim, type);

        public Tensor var(
            ReadOnlySpan<long> dimensions,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => var(dimensions.ToArray(), unbiased, keepdim, type);

        public Tensor std((long, long) dim, bool unbiased = true, bool keepdim = false, ScalarType? type = null) =>
            std(Pair(dim), unbiased, keepdim, type);

        public Tensor std(
            (long, long, long) dim,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => std(Triple(dim), unbiased, keepdim, type);

        public Tensor std(
            ReadOnlySpan<long> dimensions,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => std(dimensions.ToArray(), unbiased, keepdim, type);

        /// <summary>The standard deviation and the mean.</summary>
        public (Tensor std, Tensor mean) std_mean(
            long[] dimensions,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => (this.std(dimensions, unbiased, keepdim, type), mean(dimensions, keepdim, type));

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => std_mean([], unbiased);

        public (Tensor std, Tensor mean) std_mean(
            long dim,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => std_mean([dim], unbiased, keepdim, type);

        /// <summary>The variance and the mean.</summary>
        public (Tensor std, Tensor mean) var_mean(
            long[] dimensions,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => (this.var(dimensions, unbiased, keepdim, type), mean(dimensions, keepdim, type));

        public (Tensor @var, Tensor mean) var_mean(bool unbiased = true) => var_mean([], unbiased);

        public (Tensor @var, Tensor mean) var_mean(
            long dim,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => var_mean([dim], unbiased, keepdim, type);

        /// <summary>The smallest and the largest, over all or along a dimension.</summary>
        public (Tensor min, Tensor max) aminmax(long? dim = null, bool keepdim = false)
        {
            long[] dims = dim is { } d ? [d] : [];
            return (Amax(dims, keepdim, false, "aminmax"), Amax(dims, keepdim, true, "aminmax"));
        }

        public Tensor amax(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            amax(dims.ToArray(), keepdim, @out);

        public Tensor amin(ReadOnlySpan<long> dims, bool keepdim = false, Tensor? @out = null) =>
            amin(dims.ToArray(), keepdim, @out);

        /// <summary>The sum, NaN counted as 0.</summary>
        public Tensor nansum() => WithoutNaN().sum();

        /// <summary>The mean of what is not NaN.</summary>
        public Tensor nanmean(int? dim = null, bool keepdim = false, ScalarType? dtype = null)
        {
            if (!this.dtype.IsFloat() && dtype is null)
                throw new TorchException($"nanmean: expects floating-point elements, got {this.dtype}");
            long[] dims = dim is { } d ? [d] : [];
            using var x = to_type(dtype ?? this.dtype);
            using var counted = x.detach().isnan().logical_not().to_type(x.dtype);
            return x.WithoutNaN().sum(dims, keepdim) / counted.sum(dims, keepdim);
        }

        private Tensor WithoutNaN() => dtype.IsFloat() ? masked_fill(detach().isnan(), 0) : alias();

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

        /// <summary>The area under the curve through these points, by trapezoids.</summary>
        public Tensor trapezoid(double dx = 1, long dim = -1)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "trapezoid");
            var n = Impl.Sizes[d];
            return (narrow(d, 1, n - 1) + narrow(d, 0, n - 1)).sum((long)d) * (dx / 2);
        }

        public Tensor trapezoid(Tensor x, long dim = -1)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "trapezoid");
            var n = Impl.Sizes[d];
            var widths = x.diff(1, -1);
            var shape = new long[Impl.Sizes.Length];
            Array.Fill(shape, 1);
            shape[d] = -1;
            var spread = x.ndim == 1 ? widths.reshape(shape) : x.diff(1, d);
            return ((narrow(d, 1, n - 1) + narrow(d, 0, n - 1)) * spread).sum((long)d) / 2;
        }

        /// <summary>Covariances of the rows, each of which holds one variable's observations.</summary>
        public Tensor cov(long correction = 1, Tensor? fweights = null, Tensor? aweights = null)
        {
            if (ndim > 2 || fweights is not null || aweights is not null)
                throw new TorchException(
                    $"cov: expects a vector or a matrix and no weights, got shape {Shapes.Text(Impl.Sizes)}"
                );
            var x = ndim < 2 ? reshape(1, -1) : this;
            var centred = x - x.mean([1], keepdim: true);
            var result = centred.mm(centred.t()) / (double)Math.Max(x.size(1) - correction, 0);
            return ndim < 2 ? result.reshape([]) : result;
        }

        /// <summary>Correlations of the rows.</summary>
        public Tensor corrcoef()
        {
            var covariance = cov();
            if (covariance.ndim == 0)
                return covariance / covariance;
            var deviations = covariance.diagonal().sqrt();
            return covariance / deviations.unsqueeze(0) / deviations.unsqueeze(1);
        }
    }
}
