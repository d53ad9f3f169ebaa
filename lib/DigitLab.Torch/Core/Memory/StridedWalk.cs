namespace TorchSharp;

/// <summary>
/// Visits tensors of one shape together, row by row. Dimensions are ordered by the first operand's strides, so that its
/// memory is traversed in order, and adjacent dimensions with one common stride in all operands are merged.
/// </summary>
internal sealed class StridedWalk
{
    private readonly long[] sizes;
    private readonly long[][] strides;
    private readonly long[] counter;
    private readonly long[] offsets;

    /// <param name="operands">The first has the full shape; the others are broadcast to it.</param>
    public StridedWalk(params ReadOnlySpan<TensorImpl> operands)
    {
        var shape = operands[0].Sizes;
        var all = new long[operands.Length][];
        for (var k = 0; k < all.Length; k++)
            all[k] = Shapes.BroadcastStrides(operands[k].Sizes, operands[k].Strides, shape);
        var order = new List<int>();
        for (var d = 0; d < shape.Length; d++)
            if (shape[d] != 1)
                order.Add(d);
        // Stable, by descending stride of the first operand: its smallest stride becomes the inner loop.
        for (var i = 1; i < order.Count; i++)
        for (var j = i; j > 0 && all[0][order[j - 1]] < all[0][order[j]]; j--)
            (order[j - 1], order[j]) = (order[j], order[j - 1]);

        var mergedSizes = new List<long>();
        var mergedStrides = new List<long[]>();
        foreach (var d in order)
        {
            var step = Array.ConvertAll(all, s => s[d]);
            if (mergedSizes.Count > 0 && Mergeable(mergedStrides[^1], step, shape[d]))
            {
                mergedSizes[^1] *= shape[d];
                mergedStrides[^1] = step;
            }
            else
            {
                mergedSizes.Add(shape[d]);
                mergedStrides.Add(step);
            }
        }
        IsEmpty = Array.IndexOf(shape, 0L) >= 0;
        InnerSize =
            IsEmpty ? 0
            : mergedSizes.Count > 0 ? mergedSizes[^1]
            : 1;
        inner = mergedStrides.Count > 0 ? mergedStrides[^1] : new long[operands.Length];
        if (mergedSizes.Count > 0)
        {
            mergedSizes.RemoveAt(mergedSizes.Count - 1);
            mergedStrides.RemoveAt(mergedStrides.Count - 1);
        }
        sizes = [.. mergedSizes];
        strides = [.. mergedStrides];
        counter = new long[sizes.Length];
        offsets = new long[operands.Length];
    }

    private readonly long[] inner;

    public bool IsEmpty { get; }

    /// <summary>Elements in a row.</summary>
    public long InnerSize { get; }

    public long InnerStride(int operand) => inner[operand];

    /// <summary>Where the present row starts, in elements of that operand.</summary>
    public long Offset(int operand) => offsets[operand];

    /// <summary>Advances to the next row; false after the last.</summary>
    public bool Next()
    {
        if (IsEmpty)
            return false;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            var step = strides[d];
            if (++counter[d] < sizes[d])
            {
                for (var k = 0; k < offsets.Length; k++)
                    offsets[k] += step[k];
                return true;
            }
            counter[d] = 0;
            for (var k = 0; k < offsets.Length; k++)
                offsets[k] -= step[k] * (sizes[d] - 1);
        }
        return false;
    }

    private static bool Mergeable(long[] outer, long[] inner, long innerSize)
    {
        for (var k = 0; k < outer.Length; k++)
            if (outer[k] != inner[k] * innerSize)
                return false;
        return true;
    }
}
