namespace TorchSharp;

/// <summary>
/// The memory layout of tensors. Beside the row-major order there is the batch-innermost one: the batch is the innermost axis,
/// so that one vector register holds the same pixel of 16 images. Such a tensor of shape [N, F] has strides [1, L]; the
/// padded batch size L is N rounded up to whole registers, and the lanes between N and L are padding that may hold anything.
/// Images of shape [N, C, H, W] are stored by rows, [H, C, W, L] with strides [1, W·L, C·W·L, L]: the block of rows that a thread
/// works on is one stretch of memory. Were it one in each channel, what the processor fetches ahead at their ends would
/// go from core to core.
/// </summary>
internal static class Layout
{
    public const int BatchAlignment = 16;

    /// <summary>Smaller batches leave too many lanes empty: their tensors stay row-major.</summary>
    public const int SmallestBatch = 8;

    public static long PaddedBatch(long n)
    {
        var stride = (n + BatchAlignment - 1) / BatchAlignment * BatchAlignment;
        // Rows a multiple of 4 KiB apart would fight for the same cache sets.
        return stride % 1024 == 0 ? stride + BatchAlignment : stride;
    }

    public static long[] LaneMajor(ReadOnlySpan<long> sizes)
    {
        var strides = new long[sizes.Length];
        strides[0] = 1;
        var stride = PaddedBatch(sizes[0]);
        foreach (var d in Inwards(sizes.Length))
        {
            strides[d] = stride;
            stride *= Math.Max(sizes[d], 1);
        }
        return strides;
    }

    public static bool IsBatchInnermost(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides, long offset)
    {
        if (sizes.Length < 2 || sizes[0] < SmallestBatch || strides[0] != 1 || offset % BatchAlignment != 0)
            return false;
        var expected = PaddedBatch(sizes[0]);
        foreach (var d in Inwards(sizes.Length))
        {
            if (sizes[d] != 1 && strides[d] != expected)
                return false;
            expected *= sizes[d];
        }
        return true;
    }

    /// <summary>The dimensions other than the batch, from the innermost in memory outwards.</summary>
    private static ReadOnlySpan<int> Inwards(int rank) =>
        rank switch
        {
            2 => [1],
            3 => [2, 1],
            4 => [3, 1, 2],
            _ => Enumerable.Range(1, Math.Max(rank - 1, 0)).Reverse().ToArray(),
        };

    /// <summary>The number of elements between the first and the last, padding included.</summary>
    public static long Extent(ReadOnlySpan<long> sizes, ReadOnlySpan<long> strides)
    {
        long last = 0;
        for (var d = 0; d < sizes.Length; d++)
        {
            if (sizes[d] == 0)
                return 0;
            last += (sizes[d] - 1) * strides[d];
        }
        return last + 1;
    }

    /// <summary>
    /// The strides of a result with the layout of its operand: the operand's own if it is dense, otherwise those of a
    /// dense tensor with its dimensions in the same order of nesting.
    /// </summary>
    public static long[] Like(TensorImpl operand)
    {
        if (operand.IsContiguous)
            return Shapes.Contiguous(operand.Sizes);
        if (operand.IsBatchInnermost)
            return operand.Strides;
        var order = Enumerable.Range(0, operand.Sizes.Length).ToArray();
        Array.Sort(
            order,
            (a, b) => operand.Strides[b].CompareTo(operand.Strides[a]) is var c and not 0 ? c : a.CompareTo(b)
        );
        var strides = new long[order.Length];
        long stride = 1;
        for (var i = order.Length - 1; i >= 0; i--)
        {
            strides[order[i]] = stride;
            stride *= Math.Max(operand.Sizes[order[i]], 1);
        }
        return strides;
    }
}
