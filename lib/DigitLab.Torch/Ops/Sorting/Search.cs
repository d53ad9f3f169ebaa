using System.Numerics;

namespace TorchSharp;

/// <summary>
/// Finds values among others. Integers are compared as Int64: Float64 cannot represent all of them beyond 2^53.
/// </summary>
internal static class Search
{
    public static bool AreWhole(torch.Tensor a, torch.Tensor b) => !a.dtype.IsFloat() && !b.dtype.IsFloat();

    /// <summary>For each element whether it is among the others; NaN is not.</summary>
    public static bool[] AreAmong<T>(torch.Tensor elements, torch.Tensor others)
        where T : unmanaged, INumber<T>
    {
        var known = Values<T>(others).ToHashSet();
        return Array.ConvertAll(Values<T>(elements), value => !T.IsNaN(value) && known.Contains(value));
    }

    /// <summary>For each element its place in a sorted vector.</summary>
    public static long[] Places<T>(torch.Tensor elements, torch.Tensor boundaries, bool right)
        where T : unmanaged, INumber<T>
    {
        var sorted = Values<T>(boundaries);
        return Array.ConvertAll(Values<T>(elements), value => Place(sorted, value, right));
    }

    /// <summary>How many elements are below the value, or with <paramref name="right"/> not above it. NaN is above all, and
    /// above NaN too, since no comparison with it holds.</summary>
    public static long Place<T>(T[] sorted, T value, bool right)
        where T : unmanaged, INumber<T>
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (right ? sorted[middle] > value : sorted[middle] >= value)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    private static T[] Values<T>(torch.Tensor tensor)
        where T : unmanaged
    {
        using var converted = tensor.to_type(ScalarTypes.Of<T>());
        return CopyOp.ToArray<T>(converted);
    }
}

public static partial class torch
{
    public partial class Tensor
    {
        /// <summary>Whether each element occurs in another tensor (torch.isin).</summary>
        /// <param name="test_elements">Of any shape. Two tensors of whole numbers are compared exactly, others as Float64.</param>
        /// <param name="assumeUnique">Without effect: a hint in PyTorch.</param>
        /// <param name="invert">Whether to say where they do not occur.</param>
        /// <returns>Bool, in this tensor's shape.</returns>
        public Tensor isin(Tensor test_elements, bool assumeUnique = false, bool invert = false)
        {
            var found = Search.AreWhole(this, test_elements)
                ? Search.AreAmong<long>(this, test_elements)
                : Search.AreAmong<double>(this, test_elements);
            return tensor(Array.ConvertAll(found, isAmong => isAmong != invert), Impl.Sizes);
        }

        /// <summary>Into which of the intervals between sorted boundaries each element falls (torch.bucketize).</summary>
        /// <param name="boundaries">A vector. Two tensors of whole numbers are compared exactly, others as Float64.</param>
        /// <param name="outInt32">Whether the result is Int32 rather than Int64.</param>
        /// <param name="right">Whether a boundary belongs to the interval above it.</param>
        /// <returns>Numbers from 0 to the number of boundaries, in this tensor's shape.</returns>
        public Tensor bucketize(Tensor boundaries, bool outInt32 = false, bool right = false)
        {
            if (boundaries.ndim != 1)
                throw new TorchException(
                    $"bucketize: boundaries must be a vector, got shape {Shapes.Text(boundaries.Impl.Sizes)}"
                );
            var places = Search.AreWhole(this, boundaries)
                ? Search.Places<long>(this, boundaries, right)
                : Search.Places<double>(this, boundaries, right);
            return tensor(places, Impl.Sizes, dtype: outInt32 ? ScalarType.Int32 : ScalarType.Int64);
        }
    }

    /// <summary>Where each value would be put into a sorted sequence (torch.searchsorted).</summary>
    /// <param name="sorted_sequence">A vector, or rows as many as the values have.</param>
    /// <param name="values">Two tensors of whole numbers are compared exactly, others as Float64.</param>
    /// <param name="out_int32">Whether the result is Int32 rather than Int64.</param>
    /// <param name="right">Whether behind equal elements rather than in front of them.</param>
    /// <param name="sorter">The order that sorts the sequence, where it is not sorted.</param>
    /// <returns>Places, in the values' shape.</returns>
    public static Tensor searchsorted(
        Tensor sorted_sequence,
        Tensor values,
        bool out_int32 = false,
        bool right = false,
        Tensor? sorter = null
    )
    {
        using var sequence = sorter is null ? sorted_sequence.alias() : sorted_sequence.gather(-1, sorter);
        if (sequence.ndim == 1)
            return values.bucketize(sequence, out_int32, right);
        if (
            values.ndim != sequence.ndim
            || !values
                .shape.AsSpan(0, values.shape.Length - 1)
                .SequenceEqual(sequence.shape.AsSpan(0, sequence.shape.Length - 1))
        )
            throw new TorchException(
                $"searchsorted: the rows of {Shapes.Text(sequence.shape)} do not fit those of {Shapes.Text(values.shape)}"
            );
        var (edges, rows) = (sequence.reshape(-1, sequence.size(-1)), values.reshape(-1, values.size(-1)));
        var found = Enumerable.Range(0, (int)rows.size(0)).Select(i => rows[i].bucketize(edges[i], out_int32, right));
        return stack(found).reshape(values.shape);
    }
}
