using TorchSharp.Utils.tensorboard.Enums;

namespace DigitLab.TensorBoard;

/// <summary>Where the bins of a histogram lie, and how many values fall into each.</summary>
internal static class HistogramBins
{
    /// <summary>TensorFlow's edges: 0 and ±1e-12 · 1.1ᵏ up to ±1e20. Each bin is a tenth wider than the one before.</summary>
    private static readonly double[] Tensorflow = TensorflowEdges();

    private static double[] TensorflowEdges()
    {
        var positive = new List<double>();
        for (var edge = 1e-12; edge < 1e20; edge *= 1.1)
            positive.Add(edge);
        return [.. positive.Select(edge => -edge).Reverse(), 0, .. positive];
    }

    /// <summary>The edges between the bins, ascending; one more than there are bins.</summary>
    /// <param name="values">Finite numbers, at least one.</param>
    public static double[] Edges(double[] values, HistogramBinSelector selector)
    {
        if (selector == HistogramBinSelector.Tensorflow)
            return Tensorflow;
        var (low, high) = (values.Min(), values.Max());
        var width = Width(values, high - low, selector);
        if (low == high)
            (low, high) = (low - 0.5, high + 0.5);
        return Equal(low, high, width > 0 ? (int)Math.Ceiling((high - low) / width) : 1);
    }

    private static double[] Equal(double low, double high, int bins)
    {
        var edges = new double[bins + 1];
        for (var i = 0; i < bins; i++)
            edges[i] = low + i * ((high - low) / bins);
        edges[bins] = high;
        return edges;
    }

    /// <summary>The width of a bin by the rules of numpy.histogram_bin_edges.</summary>
    private static double Width(double[] values, double range, HistogramBinSelector selector)
    {
        double n = values.Length;
        return selector switch
        {
            HistogramBinSelector.Sqrt => range / Math.Sqrt(n),
            HistogramBinSelector.Sturges => range / (Math.Log2(n) + 1),
            HistogramBinSelector.Rice => range / (2 * Math.Cbrt(n)),
            HistogramBinSelector.Scott => Math.Cbrt(24 * Math.Sqrt(Math.PI) / n) * Moments(values).Deviation,
            HistogramBinSelector.Doane => Doane(values, range),
            HistogramBinSelector.Stone => Stone(values, range),
            _ => throw new ArgumentOutOfRangeException(nameof(selector), selector, "there is no such rule for bins"),
        };
    }

    /// <summary>Sturges' rule with a correction for skewed values (Doane, 1976).</summary>
    private static double Doane(double[] values, double range)
    {
        double n = values.Length;
        var (mean, deviation) = Moments(values);
        if (n <= 2 || deviation == 0)
            return 0;
        var skewness = values.Average(value => Math.Pow((value - mean) / deviation, 3));
        var spread = Math.Sqrt(6 * (n - 2) / ((n + 1) * (n + 3)));
        return range / (1 + Math.Log2(n) + Math.Log2(1 + Math.Abs(skewness) / spread));
    }

    /// <summary>The number of bins, up to max(100, √n), with the least estimated loss by leaving one out (Stone, 1984).</summary>
    private static double Stone(double[] values, double range)
    {
        double n = values.Length;
        if (n <= 1 || range == 0)
            return 0;
        double Loss(int bins)
        {
            var counts = Count(values, Equal(values.Min(), values.Max(), bins));
            return (2 - (n + 1) * counts.Sum(count => count / n * (count / n))) / (range / bins);
        }
        return range / Enumerable.Range(1, Math.Max(100, (int)Math.Sqrt(n))).MinBy(Loss);
    }

    private static (double Mean, double Deviation) Moments(double[] values)
    {
        var mean = values.Average();
        return (mean, Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }

    /// <summary>How many values lie in each bin; a bin has its lower edge, the last one its upper too. Values outside are in none.</summary>
    public static double[] Count(double[] values, double[] edges)
    {
        var counts = new double[edges.Length - 1];
        foreach (var value in values)
        {
            if (!(value >= edges[0] && value <= edges[^1]))
                continue;
            var found = Array.BinarySearch(edges, value);
            counts[Math.Min(found < 0 ? ~found - 1 : found, counts.Length - 1)]++;
        }
        return counts;
    }
}
