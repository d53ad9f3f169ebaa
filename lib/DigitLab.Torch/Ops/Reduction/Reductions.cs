using System.Numerics;
using System.Numerics.Tensors;

namespace TorchSharp;

/// <summary>
/// Reductions: the dimensions to go are brought to the end, so that each result comes from one run of neighbours.
/// </summary>
internal static unsafe class Reductions
{
    /// <summary>Sums are taken in runs of this length, then in double precision: no error grows with the length.</summary>
    private const int Run = 1024;

    /// <summary>The tensor as [kept, reduced], row-major, and the shapes of a result with and without the reduced ones.</summary>
    public static (torch.Tensor Rows, long[] Kept, long[] KeptDims) Rows(
        torch.Tensor x,
        ReadOnlySpan<long> dims,
        string operation
    )
    {
        var rank = x.Impl.Sizes.Length;
        var reduced = dims.Length == 0 ? Enumerable.Range(0, rank).ToArray() : Shapes.Dims(dims, rank, operation);
        if (rank == 0)
            return (x.reshape(1, 1), [], []);
        var keptDims = (long[])x.Impl.Sizes.Clone();
        foreach (var d in reduced)
            keptDims[d] = 1;
        var kept = Enumerable.Range(0, rank).Where(d => Array.IndexOf(reduced, d) < 0).ToArray();
        var ordered = reduced.Order().ToArray();
        using var off = GradMode.Set(false);
        using var moved = x.permute([.. kept.Select(d => (long)d), .. ordered.Select(d => (long)d)]);
        var count = Shapes.Numel(ordered.Select(d => x.Impl.Sizes[d]).ToArray());
        long[] shape = [Shapes.Numel(kept.Select(d => x.Impl.Sizes[d]).ToArray()), count];
        var rows = moved.Impl.IsContiguous ? moved.reshape(shape) : moved.contiguous_copy().reshape(shape);
        return (rows, Array.ConvertAll(kept, d => x.Impl.Sizes[d]), keptDims);
    }

    public static torch.Tensor Sum(torch.Tensor x, ReadOnlySpan<long> dims, bool keepdim, torch.ScalarType? type)
    {
        var dtype = type ?? (x.dtype.IsFloat() ? x.dtype : torch.ScalarType.Int64);
        if (dtype is torch.ScalarType.Int32 or torch.ScalarType.Int16 or torch.ScalarType.Int8)
        {
            using var wide = Sum(x, dims, keepdim, torch.ScalarType.Int64);
            return wide.to_type(dtype);
        }
        using var converted = x.dtype == dtype ? null : x.to_type(dtype);
        var source = converted ?? x;
        var (rows, kept, keptDims) = Rows(source, dims, "sum");
        var y = torch.Tensor.Allocate(keepdim ? keptDims : kept, dtype);
        var (n, length) = (rows.Impl.Sizes[0], rows.Impl.Sizes[1]);
        switch (dtype)
        {
            case torch.ScalarType.Float32:
                for (long i = 0; i < n; i++)
                    y.Data<float>()[i] = (float)SumOf(rows.Data<float>() + i * length, length);
                break;
            case torch.ScalarType.Float64:
                for (long i = 0; i < n; i++)
                    y.Data<double>()[i] = SumOf(rows.Data<double>() + i * length, length);
                break;
            case torch.ScalarType.Int64:
                for (long i = 0; i < n; i++)
                {
                    long sum = 0;
                    for (long j = 0; j < length; j++)
                        sum += rows.Data<long>()[i * length + j];
                    y.Data<long>()[i] = sum;
                }
                break;
            default:
                throw new TorchException(
                    $"sum: a result of dtype {dtype} is not supported; use Int64 or a floating-point type (for a sum over "
                        + "dimension 0 write sum(0L): C# takes sum(0) for sum(type: Byte))"
                );
        }
        GC.KeepAlive(rows);
        rows.Dispose();
        return y;
    }

    private static double SumOf<T>(T* x, long length)
        where T : unmanaged, INumber<T>
    {
        double sum = 0;
        for (long start = 0; start < length; start += Run)
            sum += double.CreateTruncating(
                TensorPrimitives.Sum(new ReadOnlySpan<T>(x + start, (int)Math.Min(Run, length - start)))
            );
        return sum;
    }

    /// <summary>A gradient that was broadcast, summed back to the shape that it came from.</summary>
    public static torch.Tensor SumToSize(torch.Tensor gradient, long[] sizes)
    {
        var own = gradient.Impl.Sizes;
        if (own.AsSpan().SequenceEqual(sizes))
            return gradient;
        var extra = own.Length - sizes.Length;
        var dims = new List<long>();
        for (var d = 0; d < own.Length; d++)
            if (d < extra || sizes[d - extra] == 1 && own[d] != 1)
                dims.Add(d);
        return gradient.sum([.. dims], keepdim: true).reshape(sizes);
    }

    /// <summary>The largest or smallest of each row and where it stands first; NaN wins over all.</summary>
    public static (torch.Tensor Values, torch.Tensor Indices) Extreme(
        torch.Tensor x,
        ReadOnlySpan<long> dims,
        bool keepdim,
        bool largest,
        string operation
    )
    {
        if (x.numel() == 0)
            throw new TorchException(
                $"{operation}: cannot reduce an empty tensor (shape {Shapes.Text(x.Impl.Sizes)}): it has no identity"
            );
        var (rows, kept, keptDims) = Rows(x, dims, operation);
        var sizes = keepdim ? keptDims : kept;
        var values = torch.Tensor.Allocate(sizes, x.dtype);
        var indices = torch.Tensor.Allocate(sizes, torch.ScalarType.Int64);
        switch (x.dtype)
        {
            case torch.ScalarType.Float32:
                Extreme<float>(rows, values, indices, largest);
                break;
            case torch.ScalarType.Float64:
                Extreme<double>(rows, values, indices, largest);
                break;
            case torch.ScalarType.Int64:
                Extreme<long>(rows, values, indices, largest);
                break;
            case torch.ScalarType.Int32:
                Extreme<int>(rows, values, indices, largest);
                break;
            case torch.ScalarType.Int16:
                Extreme<short>(rows, values, indices, largest);
                break;
            case torch.ScalarType.Int8:
                Extreme<sbyte>(rows, values, indices, largest);
                break;
            default:
                Extreme<byte>(rows, values, indices, largest);
                break;
        }
        rows.Dispose();
        return (values, indices);
    }

    private static void Extreme<T>(torch.Tensor rows, torch.Tensor values, torch.Tensor indices, bool largest)
        where T : unmanaged, INumber<T>
    {
        var (n, length) = (rows.Impl.Sizes[0], rows.Impl.Sizes[1]);
        for (long i = 0; i < n; i++)
        {
            var row = rows.Data<T>() + i * length;
            var (best, at) = (row[0], 0L);
            for (long j = 1; j < length && !T.IsNaN(best); j++)
                if (T.IsNaN(row[j]) || (largest ? row[j] > best : row[j] < best))
                    (best, at) = (row[j], j);
            values.Data<T>()[i] = best;
            indices.Data<long>()[i] = at;
        }
        GC.KeepAlive(rows);
    }

    /// <summary>How many of each row are not zero.</summary>
    public static torch.Tensor CountNonzero(torch.Tensor x, ReadOnlySpan<long> dims, bool keepdim, string operation)
    {
        using var flags = x.to_type(torch.ScalarType.Bool);
        var (rows, kept, keptDims) = Rows(flags, dims, operation);
        var y = torch.Tensor.Allocate(keepdim ? keptDims : kept, torch.ScalarType.Int64);
        var (n, length) = (rows.Impl.Sizes[0], rows.Impl.Sizes[1]);
        for (long i = 0; i < n; i++)
        {
            long count = 0;
            for (long j = 0; j < length; j++)
                count += rows.Data<byte>()[i * length + j];
            y.Data<long>()[i] = count;
        }
        GC.KeepAlive(rows);
        rows.Dispose();
        return y;
    }

    /// <summary>The number of elements that fall into one result.</summary>
    public static long Count(torch.Tensor x, ReadOnlySpan<long> dims, string operation)
    {
        if (dims.Length == 0)
            return x.numel();
        long count = 1;
        foreach (var d in Shapes.Dims(dims, x.Impl.Sizes.Length, operation))
            count *= x.Impl.Sizes.Length == 0 ? 1 : x.Impl.Sizes[d];
        return count;
    }

    /// <summary>A reduced gradient with its lost dimensions back, ready to be broadcast to <paramref name="sizes"/>.</summary>
    public static torch.Tensor Restore(torch.Tensor gradient, long[] sizes, ReadOnlySpan<long> dims)
    {
        var shape = (long[])sizes.Clone();
        if (dims.Length == 0)
            Array.Fill(shape, 1);
        foreach (var d in dims)
            if (shape.Length > 0)
                shape[Shapes.Dim(d, shape.Length, "sum")] = 1;
        return gradient.reshape(shape);
    }
}
