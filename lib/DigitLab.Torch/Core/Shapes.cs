namespace TorchSharp;

/// <summary>Arithmetic on shapes and strides.</summary>
internal static class Shapes
{
    /// <summary>How many elements a tensor of these sizes has.</summary>
    /// <exception cref="TorchException">More than a long can count.</exception>
    public static long Numel(ReadOnlySpan<long> sizes)
    {
        long count = 1;
        foreach (var size in sizes)
            count = Times(count, size);
        return count < long.MaxValue
            ? count
            : throw new TorchException($"a tensor of shape {Text(sizes)} would have 2^63 elements or more");
    }

    /// <summary>The product, or the largest number where it is larger: a size of 0 that follows still makes it 0.</summary>
    private static long Times(long a, long b) => Math.BigMul(a, b, out var low) == low >> 63 ? low : long.MaxValue;

    public static long[] Contiguous(ReadOnlySpan<long> sizes)
    {
        var strides = new long[sizes.Length];
        long stride = 1;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            strides[d] = stride;
            stride *= Math.Max(sizes[d], 1);
        }
        return strides;
    }

    public static bool IsContiguous(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        long expected = 1;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            if (sizes[d] == 0)
                return true;
            if (sizes[d] != 1 && strides[d] != expected)
                return false;
            expected *= sizes[d];
        }
        return true;
    }

    /// <summary>The index of a dimension that may be counted from the end.</summary>
    public static int Dim(long dim, int rank, string operation)
    {
        var range = Math.Max(rank, 1);
        if (dim < -range || dim >= range)
            throw new TorchException(
                $"{operation}: dimension out of range (expected to be in [{-range}, {range - 1}], but got {dim})"
            );
        return (int)(dim < 0 ? dim + range : dim);
    }

    public static int[] Dims(ReadOnlySpan<long> dims, int rank, string operation)
    {
        var result = new int[dims.Length];
        for (var i = 0; i < dims.Length; i++)
        {
            result[i] = Dim(dims[i], rank, operation);
            if (Array.IndexOf(result, result[i], 0, i) >= 0)
                throw new TorchException($"{operation}: dim {result[i]} appears more than once");
        }
        return result;
    }

    public static long[] Broadcast(ReadOnlySpan<long> a, ReadOnlySpan<long> b, string operation)
    {
        var result = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= result.Length; i++)
        {
            var x = i <= a.Length ? a[^i] : 1;
            var y = i <= b.Length ? b[^i] : 1;
            if (x != y && x != 1 && y != 1)
                throw new TorchException(
                    $"{operation}: the size of tensor a ({x}) must match the size of tensor b ({y}) at non-singleton "
                        + $"dimension {result.Length - i} (shapes {Text(a)} and {Text(b)})"
                );
            result[^i] = x == 1 ? y : x;
        }
        return result;
    }

    /// <summary>The strides with which a smaller tensor is read as if it had the larger shape.</summary>
    public static long[] BroadcastStrides(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, ReadOnlySpan<long> to)
    {
        var result = new long[to.Length];
        for (var i = 1; i <= sizes.Length; i++)
            result[^i] = sizes[^i] == 1 && to[^i] != 1 ? 0 : strides[^i];
        return result;
    }

    /// <summary>A requested shape with its one -1 filled in.</summary>
    public static long[] Infer(ReadOnlySpan<long> shape, long numel, string operation)
    {
        var result = shape.ToArray();
        var hole = -1;
        long known = 1;
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i] == -1 && hole < 0)
                hole = i;
            else if (result[i] < 0)
                throw new TorchException($"{operation}: shape {Text(shape)} may have one -1 and nothing smaller");
            else
                known = Times(known, result[i]);
        }
        if (hole >= 0 && known > 0 && numel % known == 0)
            result[hole] = numel / known;
        else if (hole >= 0 || known != numel)
            throw new TorchException($"{operation}: shape {Text(shape)} is invalid for input of size {numel}");
        return result;
    }

    /// <summary>Strides that show the same memory under another shape, or null where that cannot be.</summary>
    public static long[]? View(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, ReadOnlySpan<long> shape)
    {
        var result = new long[shape.Length];
        if (Numel(sizes) == 0)
            return Contiguous(shape);
        var d = sizes.Length - 1;
        var v = shape.Length - 1;
        while (d >= 0)
        {
            // A run of dimensions with one common stride, from the innermost outwards.
            var stride = strides[d];
            var run = sizes[d];
            while (d > 0 && (sizes[d - 1] == 1 || strides[d - 1] == run * stride || sizes[d] == 1 && run == 1))
            {
                if (run == 1)
                    stride = strides[d - 1];
                d--;
                run *= sizes[d];
            }
            long taken = 1;
            while (v >= 0 && (taken < run || shape[v] == 1))
            {
                result[v] = stride * taken;
                taken *= shape[v];
                v--;
            }
            if (taken != run)
                return null;
            d--;
        }
        for (; v >= 0; v--)
            result[v] = 1;
        return result;
    }

    public static string Text(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
