namespace TorchSharp;

/// <summary>Which slices of a tensor are equal.</summary>
internal static class UniqueOp
{
    /// <param name="rows">[count, width], row-major.</param>
    /// <param name="order">The order in which rows are looked at: sorted, or as they come for runs alone.</param>
    public static (long[] First, long[] Inverse, long[] Counts) Groups(torch.Tensor rows, long[] order)
    {
        using var wide = rows.to_type(rows.dtype.IsFloat() ? torch.ScalarType.Float64 : torch.ScalarType.Int64);
        var first = new List<long>();
        var counts = new List<long>();
        var inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            if (i == 0 || Compare(wide, order[i - 1], order[i]) != 0)
            {
                first.Add(order[i]);
                counts.Add(0);
            }
            inverse[order[i]] = first.Count - 1;
            counts[^1]++;
        }
        return ([.. first], inverse, [.. counts]);
    }

    /// <summary>The rows in lexicographic order.</summary>
    public static long[] Sorted(torch.Tensor rows)
    {
        using var wide = rows.to_type(rows.dtype.IsFloat() ? torch.ScalarType.Float64 : torch.ScalarType.Int64);
        var order = new long[rows.Impl.Sizes[0]];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(order, (a, b) => Compare(wide, a, b) is var c and not 0 ? c : a.CompareTo(b));
        return order;
    }

    private static unsafe int Compare(torch.Tensor rows, long a, long b)
    {
        var width = rows.Impl.Sizes[1];
        for (long j = 0; j < width; j++)
        {
            var c = rows.dtype.IsFloat()
                ? rows.Data<double>()[a * width + j].CompareTo(rows.Data<double>()[b * width + j])
                : rows.Data<long>()[a * width + j].CompareTo(rows.Data<long>()[b * width + j]);
            if (c != 0)
                return c;
        }
        GC.KeepAlive(rows);
        return 0;
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>The different elements in order (or slices of a dimension).</summary>
        /// <param name="sorted">Taken for compatibility: the result is sorted always.</param>
        /// <returns>Also, where asked for: which of them each element is, and how often each occurs; else null.</returns>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique(
            bool sorted = true,
            bool return_inverse = false,
            bool return_counts = false,
            int? dim = null
        ) => Distinct(true, return_inverse, return_counts, dim);

        /// <summary>The same for runs of equal neighbours, in their order.</summary>
        public (Tensor output, Tensor? inverse_indices, Tensor? counts) unique_consecutive(
            bool return_inverse = false,
            bool return_counts = false,
            int? dim = null
        ) => Distinct(false, return_inverse, return_counts, dim);

        private (Tensor, Tensor?, Tensor?) Distinct(bool sort, bool inverse, bool counts, int? dim)
        {
            using var off = no_grad();
            var source = dim is null ? reshape(-1) : this;
            var d = Shapes.Dim(dim ?? 0, source.Impl.Sizes.Length, "unique");
            var size = source.Impl.Sizes[d];
            using var rows = source.transpose(0, d).contiguous().reshape(size, size == 0 ? 0 : source.numel() / size);
            var order = sort ? UniqueOp.Sorted(rows) : Enumerable.Range(0, (int)size).Select(i => (long)i).ToArray();
            var (first, inverted, counted) = UniqueOp.Groups(rows, order);
            using var positions = tensor(first);
            return (
                source.index_select(d, positions),
                inverse ? tensor(inverted).reshape(dim is null ? Impl.Sizes : [size]) : null,
                counts ? tensor(counted) : null
            );
        }
    }
}
