namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>How often each whole number from 0 on occurs, or the sum of its weights.</summary>
        public unsafe Tensor bincount(Tensor? weights, long minlength = 0)
        {
            if (ndim != 1 || dtype.IsFloat() || minlength < 0)
                throw new TorchException(
                    $"bincount: expects a vector of whole numbers and minlength >= 0, got {dtype} of shape {Shapes.Text(Impl.Sizes)} and minlength={minlength}"
                );
            using var index = to_type(ScalarType.Int64);
            var numbers = CopyOp.ToArray<long>(index);
            if (numbers.Length > 0 && numbers.Min() < 0)
                throw new TorchException($"bincount: expects no negative numbers, got {numbers.Min()}");
            if (weights is not null && !weights.Impl.Sizes.AsSpan().SequenceEqual(Impl.Sizes))
                throw new TorchException(
                    $"bincount: weights of shape {Shapes.Text(weights.Impl.Sizes)} do not fit {Shapes.Text(Impl.Sizes)}"
                );
            var length = Math.Max(numbers.Length == 0 ? 0 : numbers.Max() + 1, minlength);
            if (weights is null)
            {
                var counts = torch.zeros(length, ScalarType.Int64);
                foreach (var number in numbers)
                    counts.Data<long>()[number]++;
                return counts;
            }
            var type = weights.dtype == ScalarType.Float32 ? ScalarType.Float32 : ScalarType.Float64;
            using var off = no_grad();
            return torch.zeros(length, type).index_add_(0, index, weights.to_type(type), 1);
        }

        /// <summary>How many elements fall into each of so many equal bins; outside of [min, max] none.</summary>
        /// <param name="min">With max = 0 too: the smallest element.</param>
        public unsafe Tensor histc(long bins = 100, long min = 0, long max = 0)
        {
            if (bins <= 0 || min > max)
                throw new TorchException($"histc: expects bins > 0 and min <= max, got {bins}, {min} and {max}");
            using var wide = to_type(ScalarType.Float64);
            var values = CopyOp.ToArray<double>(wide);
            var (low, high) = ((double)min, (double)max);
            if (low == high && values.Length > 0)
                (low, high) = (values.Min(), values.Max());
            if (low == high)
                (low, high) = (low - 1, high + 1);
            using var counts = torch.zeros(bins, ScalarType.Float64);
            foreach (var value in values)
                if (value >= low && value <= high)
                    counts.Data<double>()[Math.Min((long)((value - low) / (high - low) * bins), bins - 1)]++;
            return counts.to_type(ScalarTypes.ToFloat(dtype));
        }

        /// <summary>The positions of the elements that are not zero, one row each.</summary>
        public Tensor argwhere() => nonzero();

        /// <summary>The positions of the elements that are not zero, one tensor for each dimension.</summary>
        public IList<Tensor> nonzero_as_list()
        {
            using var rows = nonzero();
            return Enumerable.Range(0, Impl.Sizes.Length).Select(d => rows.select(1, d).contiguous_copy()).ToList();
        }

        /// <summary>Draws positions with the probabilities that stand here, not necessarily normalised.</summary>
        /// <param name="num_samples">Draws for each row of [rows, classes] or from [classes].</param>
        /// <param name="replacement">Whether a position may be drawn again.</param>
        public unsafe Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null)
        {
            if (ndim is not (1 or 2) || !dtype.IsFloat() || num_samples <= 0)
                throw new TorchException(
                    $"multinomial: expects floating-point weights [classes] or [rows, classes] and draws > 0, got {dtype} of shape "
                        + $"{Shapes.Text(Impl.Sizes)} and {num_samples}"
                );
            using var off = no_grad();
            using var rows = (ndim == 1 ? unsqueeze(0) : this).to_type(dtype).contiguous_copy();
            var (count, classes) = (rows.size(0), rows.size(1));
            using var wide = rows.to_type(ScalarType.Float64);
            var weights = CopyOp.ToArray<double>(wide);
            for (long i = 0; i < count; i++)
            {
                var row = weights.AsSpan((int)(i * classes), (int)classes);
                double sum = 0;
                var positive = 0;
                foreach (var weight in row)
                {
                    if (!(weight >= 0) || double.IsInfinity(weight))
                        throw new TorchException($"multinomial: weights must be finite and not negative, got {weight}");
                    sum += weight;
                    positive += weight > 0 ? 1 : 0;
                }
                if (sum <= 0 || !replacement && positive < num_samples)
                    throw new TorchException(
                        $"multinomial: cannot draw {num_samples} samples{(replacement ? "" : " without replacement")} from {positive} positions with positive weight"
                    );
            }
            var draws = Draw(rows, count, classes, weights, num_samples, replacement, generator ?? Generator.Default);
            return ndim == 1 ? draws.squeeze(0) : draws;
        }

        private static unsafe Tensor Draw(
            Tensor rows,
            long count,
            long classes,
            double[] weights,
            long samples,
            bool replacement,
            Generator source
        )
        {
            if (!replacement || samples == 1)
            {
                // Each weight over an exponential draw: the largest are a sample without replacement.
                using var noise = torch.empty([count, classes], rows.dtype).exponential_(1, source);
                using var keys = rows / noise;
                var (values, picked) = keys.topk((int)samples, 1);
                values.Dispose();
                return picked;
            }
            var result = new long[count * samples];
            lock (source.Gate)
            {
                for (long i = 0; i < count; i++)
                {
                    var running = new double[classes];
                    double sum = 0;
                    for (long c = 0; c < classes; c++)
                        running[c] = sum += weights[i * classes + c];
                    for (long s = 0; s < samples; s++)
                    {
                        var place = Search.Place(running, source.UniformDouble() * sum, false);
                        result[i * samples + s] = Math.Min(place, classes - 1);
                    }
                }
            }
            return tensor(result, [count, samples]);
        }
    }

    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>Class numbers as rows of zeros with one 1.</summary>
            /// <param name="x">Int64, of any shape.</param>
            /// <param name="num_classes">The rows' length; as many as needed where -1.</param>
            public static unsafe Tensor one_hot(Tensor x, long num_classes = -1)
            {
                if (x.dtype != ScalarType.Int64)
                    throw new TorchException(
                        $"one_hot: expects class numbers of dtype Int64, got {x.dtype}; convert with .to(int64)"
                    );
                if (x.numel() == 0 && num_classes <= 0)
                    throw new TorchException("one_hot: cannot infer the number of classes from an empty tensor");
                var numbers = CopyOp.ToArray<long>(x);
                var classes = num_classes == -1 ? numbers.Max() + 1 : num_classes;
                foreach (var number in numbers)
                    if (number < 0 || number >= classes)
                        throw new TorchException($"one_hot: class {number} is out of range for {classes} classes");
                var rows = torch.zeros([.. x.Impl.Sizes, classes], ScalarType.Int64);
                for (var i = 0; i < numbers.Length; i++)
                    rows.Data<long>()[i * classes + numbers[i]] = 1;
                return rows;
            }
        }
    }
}
