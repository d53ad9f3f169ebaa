using DigitLab.Files;
using TorchSharp.Utils.tensorboard.Enums;

namespace DigitLab.TensorBoard;

/// <summary>A tensor's distribution as TensorBoard takes it (tensorflow/core/framework/summary.proto: HistogramProto).</summary>
/// <param name="values">All values.</param>
/// <param name="limits">The upper edge of each bucket.</param>
/// <param name="counts">How many values lie in each bucket.</param>
internal sealed class HistogramSummary(double[] values, double[] limits, double[] counts)
{
    /// <summary>Counts the values; buckets before the first and after the last that hold any are left out, but for one before.</summary>
    /// <param name="source">Where the values are from, for messages.</param>
    /// <exception cref="ArgumentException">There is no value to count.</exception>
    public static HistogramSummary Of(double[] values, HistogramBinSelector bins, long? maxBins, string source)
    {
        if (maxBins <= 0)
            throw new ArgumentException($"add_histogram: max_bins must be greater than zero, not {maxBins}");
        var finite = Array.FindAll(values, double.IsFinite);
        if (finite.Length == 0)
            throw new ArgumentException($"add_histogram: {source} has no finite value");
        var edges = HistogramBins.Edges(finite, bins);
        var counts = HistogramBins.Count(finite, edges);
        if (counts.Length > maxBins)
            (counts, edges) = Merge(counts, edges, (int)(counts.Length / maxBins.Value));

        // TensorBoard draws from one empty bucket, whose limit is the lower edge of the first full one.
        var first = Array.FindIndex(counts, count => count > 0);
        if (first < 0)
            throw new ArgumentException("add_histogram: all values lie outside of ±1e20, where the buckets end");
        var last = Array.FindLastIndex(counts, count => count > 0);
        return new(values, edges[first..(last + 2)], [0, .. counts[first..(last + 1)]]);
    }

    /// <summary>Puts so many neighbours into one bin; the last bin may be of fewer.</summary>
    private static (double[] Counts, double[] Edges) Merge(double[] counts, double[] edges, int neighbours) =>
        (
            [.. counts.Chunk(neighbours).Select(chunk => chunk.Sum())],
            [.. edges.SkipLast(1).Chunk(neighbours).Select(chunk => chunk[0]), edges[^1]]
        );

    /// <summary>Writes the fields of a HistogramProto.</summary>
    public void Write(ProtobufWriter message)
    {
        message.Double(1, values.Min());
        message.Double(2, values.Max());
        message.Double(3, values.Length);
        message.Double(4, values.Sum());
        message.Double(5, values.Sum(value => value * value));
        message.Doubles(6, limits);
        message.Doubles(7, counts);
    }
}
