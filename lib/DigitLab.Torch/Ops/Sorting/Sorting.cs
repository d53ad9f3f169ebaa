using System.Numerics;

namespace TorchSharp;

/// <summary>Orders along a dimension: positions are found row by row, values taken by gather, which autograd follows.</summary>
internal static unsafe class Sorting
{
    /// <summary>The stable order of each row; NaN counts as larger than everything.</summary>
    public static torch.Tensor Order(torch.Tensor x, int dim, bool descending)
    {
        return OverRows(x, dim, x.Impl.Sizes.Length == 0 ? 1 : x.Impl.Sizes[dim], new Ordering(descending));
    }

    /// <summary>Finds positions in a row.</summary>
    private interface IRowSearch
    {
        void Run<T>(ReadOnlySpan<T> row, Span<long> positions)
            where T : unmanaged, INumber<T>;
    }

    private readonly struct Ordering(bool descending) : IRowSearch
    {
        public void Run<T>(ReadOnlySpan<T> row, Span<long> positions)
            where T : unmanaged, INumber<T>
        {
            var keys = row.ToArray();
            for (var i = 0; i < positions.Length; i++)
                positions[i] = i;
            var sign = descending ? -1 : 1;
            positions.Sort((a, b) => Compare(keys[a], keys[b]) is var c and not 0 ? sign * c : a.CompareTo(b));
        }
    }

    private readonly struct Mode : IRowSearch
    {
        /// <summary>The last place of the most frequent value, of the smallest among equals.</summary>
        public void Run<T>(ReadOnlySpan<T> row, Span<long> positions)
            where T : unmanaged, INumber<T>
        {
            var order = new long[row.Length];
            new Ordering(false).Run(row, order);
            var (best, at) = (0, 0L);
            for (var i = 0; i < order.Length; )
            {
                var start = i;
                while (i < order.Length && Compare(row[(int)order[i]], row[(int)order[start]]) == 0)
                    i++;
                if (i - start > best)
                    (best, at) = (i - start, order[i - 1]);
            }
            positions[0] = at;
        }
    }

    private readonly struct Running(bool largest) : IRowSearch
    {
        /// <summary>Where the extreme up to each place stands; the last of equals.</summary>
        public void Run<T>(ReadOnlySpan<T> row, Span<long> positions)
            where T : unmanaged, INumber<T>
        {
            var at = 0;
            for (var i = 0; i < row.Length; i++)
            {
                if (T.IsNaN(row[i]) || !T.IsNaN(row[at]) && (largest ? row[i] >= row[at] : row[i] <= row[at]))
                    at = i;
                positions[i] = at;
            }
        }
    }

    public static torch.Tensor ModeOf(torch.Tensor x, int dim) => OverRows(x, dim, 1, new Mode());

    public static torch.Tensor RunningExtreme(torch.Tensor x, int dim, bool largest) =>
        OverRows(x, dim, x.Impl.Sizes.Length == 0 ? 1 : x.Impl.Sizes[dim], new Running(largest));

    public static int Compare<T>(T a, T b)
        where T : unmanaged, INumber<T> =>
        T.IsNaN(a) ? (T.IsNaN(b) ? 0 : 1)
        : T.IsNaN(b) ? -1
        : a.CompareTo(b);

    private static torch.Tensor OverRows<TSearch>(torch.Tensor x, int dim, long results, TSearch search)
        where TSearch : struct, IRowSearch
    {
        using var off = GradMode.Set(false);
        var scalar = x.Impl.Sizes.Length == 0;
        using var moved = scalar ? x.reshape(1) : x.transpose(dim, -1);
        using var rows = moved.contiguous();
        long[] shape = [.. rows.Impl.Sizes[..^1], results];
        var positions = torch.Tensor.Allocate(shape, torch.ScalarType.Int64);
        switch (x.dtype)
        {
            case torch.ScalarType.Float32:
                EachRow<TSearch, float>(rows, positions, search);
                break;
            case torch.ScalarType.Float64:
                EachRow<TSearch, double>(rows, positions, search);
                break;
            case torch.ScalarType.Int64:
                EachRow<TSearch, long>(rows, positions, search);
                break;
            case torch.ScalarType.Int32:
                EachRow<TSearch, int>(rows, positions, search);
                break;
            case torch.ScalarType.Int16:
                EachRow<TSearch, short>(rows, positions, search);
                break;
            case torch.ScalarType.Int8:
                EachRow<TSearch, sbyte>(rows, positions, search);
                break;
            default:
                EachRow<TSearch, byte>(rows, positions, search);
                break;
        }
        if (scalar)
            return positions.reshape([]);
        using (positions)
            return positions.transpose(dim, -1).contiguous();
    }

    private static void EachRow<TSearch, T>(torch.Tensor rows, torch.Tensor positions, TSearch search)
        where TSearch : struct, IRowSearch
        where T : unmanaged, INumber<T>
    {
        var (length, results) = (checked((int)rows.Impl.Sizes[^1]), checked((int)positions.Impl.Sizes[^1]));
        var count = length == 0 ? 0 : rows.numel() / length;
        for (long i = 0; i < count; i++)
            search.Run(
                new ReadOnlySpan<T>(rows.Data<T>() + i * length, length),
                new Span<long>(positions.Data<long>() + i * results, results)
            );
        GC.KeepAlive(rows);
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The values in order along a dimension, and where each stood. NaN counts as the largest.</summary>
        /// <param name="stable">Taken for compatibility: equal values keep their order always.</param>
        public (Tensor Values, Tensor Indices) sort(long dim = -1, bool descending = false, bool stable = false)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "sort");
            var order = Sorting.Order(this, d, descending);
            return (Impl.Sizes.Length == 0 ? alias() : gather(d, order), order);
        }

        /// <summary>The positions that sort would bring into order.</summary>
        public Tensor argsort(long dim = -1, bool descending = false) =>
            Sorting.Order(this, Shapes.Dim(dim, Impl.Sizes.Length, "argsort"), descending);

        /// <summary>Sorted along the first dimension.</summary>
        public Tensor msort() => sort(0).Values;

        /// <summary>The k largest (or smallest) along a dimension, in order, and where they stand.</summary>
        public (Tensor values, Tensor indexes) topk(int k, int dim = -1, bool largest = true, bool sorted = true)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "topk");
            var size = Impl.Sizes.Length == 0 ? 1 : Impl.Sizes[d];
            if (k < 0 || k > size)
                throw new TorchException(
                    $"topk: k={k} is out of range for dimension {d} with size {size} (shape {Shapes.Text(Impl.Sizes)})"
                );
            if (Impl.Sizes.Length == 0)
                return (alias(), zeros([], ScalarType.Int64));
            using var order = Sorting.Order(this, d, largest);
            var best = order.narrow(d, 0, k).contiguous_copy();
            return (gather(d, best), best);
        }

        /// <summary>The k-th smallest along a dimension (the last where not given), counted from 1, and where it stands.</summary>
        public (Tensor values, Tensor indices) kthvalue(long k, long? dim, bool keepdim = false)
        {
            var d = Shapes.Dim(dim ?? -1, Impl.Sizes.Length, "kthvalue");
            var size = Impl.Sizes.Length == 0 ? 1 : Impl.Sizes[d];
            if (k < 1 || k > size)
                throw new TorchException(
                    $"kthvalue: k={k} is out of range for dimension {d} with size {size} (shape {Shapes.Text(Impl.Sizes)})"
                );
            if (Impl.Sizes.Length == 0)
                return (alias(), zeros([], ScalarType.Int64));
            using var order = Sorting.Order(this, d, false);
            return Picked(d, order.narrow(d, k - 1, 1).contiguous_copy(), keepdim);
        }

        /// <summary>The most frequent value along a dimension, and its last place.</summary>
        public (Tensor values, Tensor indices) mode(long dim = -1, bool keepdim = false)
        {
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "mode");
            if (numel() == 0)
                throw new TorchException($"mode: the tensor is empty (shape {Shapes.Text(Impl.Sizes)})");
            return Impl.Sizes.Length == 0
                ? (alias(), zeros([], ScalarType.Int64))
                : Picked(d, Sorting.ModeOf(this, d), keepdim);
        }

        private (Tensor, Tensor) Picked(int d, Tensor positions, bool keepdim)
        {
            var values = gather(d, positions);
            return keepdim ? (values, positions) : (values.squeeze(d), positions.squeeze(d));
        }

        /// <summary>The middle one of all elements in order, the lower of two; NaN where there is one.</summary>
        public Tensor median() => MiddleOf(reshape(-1), skipNaN: false);

        /// <summary>The median of the elements that are not NaN.</summary>
        public Tensor nanmedian() => MiddleOf(reshape(-1), skipNaN: true);

        private static Tensor MiddleOf(Tensor flat, bool skipNaN)
        {
            if (flat.numel() == 0)
                throw new TorchException("median: the tensor is empty");
            using var order = Sorting.Order(flat, 0, false);
            using var nan = flat.detach().isnan();
            var missing = nan.to_type(ScalarType.Int64).sum().item<long>();
            var count = skipNaN ? Math.Max(flat.numel() - missing, 1) : flat.numel();
            var middle = !skipNaN && missing > 0 ? flat.numel() - 1 : (count - 1) / 2;
            return flat.select(0, order.data<long>()[middle]);
        }

        /// <summary>The values between which a share q of the elements lies, interpolated.</summary>
        /// <param name="q">A number or vector of shares in [0, 1].</param>
        /// <param name="dim">The dimension; -1, as in TorchSharp, for all elements.</param>
        /// <param name="keepdim">Whether the dimension is kept, with size 1.</param>
        /// <returns>q's shape in front of the input's without the dimension.</returns>
        public Tensor quantile(Tensor q, long dim = -1, bool keepdim = false)
        {
            if (dim == -1 && Impl.Sizes.Length != 1)
            {
                var all = reshape(-1).quantile(q, 0);
                return keepdim ? all.reshape([.. q.shape, .. Impl.Sizes.Select(_ => 1L)]) : all;
            }
            var d = Shapes.Dim(dim, Impl.Sizes.Length, "quantile");
            if (!dtype.IsFloat() || q.ndim > 1)
                throw new TorchException(
                    $"quantile: expects floating-point elements and q of at most 1 dimension, got {dtype} and q of shape {Shapes.Text(q.shape)}"
                );
            using var shares = q.to_type(ScalarType.Float64);
            var ordered = sort(d).Values;
            var last = ordered.size(d) - 1;
            var parts = new List<Tensor>();
            foreach (var share in shares.data<double>().ToArray())
            {
                if (!(share >= 0 && share <= 1))
                    throw new TorchException($"quantile: q values must be in the range [0, 1], got {share}");
                var place = share * last;
                var (low, high) = ((long)Math.Floor(place), (long)Math.Ceiling(place));
                var (a, b) = (ordered.narrow(d, low, 1), ordered.narrow(d, high, 1));
                var value = low == high ? a : a + (b - a) * (place - low);
                // A NaN anywhere is the last in order.
                value = torch.where(ordered.narrow(d, last, 1).detach().isnan(), ordered.narrow(d, last, 1), value);
                parts.Add(keepdim ? value : value.squeeze(d));
            }
            return q.ndim == 0 ? parts[0] : stack(parts);
        }
    }
}
