namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The standard deviation and the mean.</summary>
        public (Tensor std, Tensor mean) std_mean(
            long[] dimensions,
            bool unbiased = true,
            bool keepdim = false,
            ScalarType? type = null
        ) => (this.std(dimensions, unbiased, keepdim, type), mean(dimensions, keepdim, type));

        public (Tensor std, Tensor mean) std_mean(bool unbiased = true) => std_mean([], unbiased);

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
