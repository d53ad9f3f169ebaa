using System.Numerics;

namespace DigitLab.Charts.Drawing;

/// <summary>Equal bins with round edges and how many values fall in each. A bin holds its left edge, the last one both.</summary>
internal sealed class Bins
{
    private Bins(double start, double width, int[] counts) => (Start, Width, Counts) = (start, width, counts);

    public double Start { get; }
    public double Width { get; }
    public int[] Counts { get; }
    public double End => Edge(Counts.Length);

    /// <summary>How many values are finite, and how many are not and were left out.</summary>
    public int Total { get; private init; }

    /// <inheritdoc cref="Total"/>
    public int Left { get; private init; }

    /// <summary>Of the finite values: smallest, largest, mean, and standard deviation (n).</summary>
    public double Low { get; private init; }

    /// <inheritdoc cref="Low"/>
    public double High { get; private init; }

    /// <inheritdoc cref="Low"/>
    public double Mean { get; private init; }

    /// <inheritdoc cref="Low"/>
    public double Deviation { get; private init; }

    public double Edge(int index) => Start + index * Width;

    /// <summary>Bins for the values; <paramref name="range"/> makes them comparable with others'.</summary>
    public static Bins Of<T>(IReadOnlyList<T> values, int bins = 0, (double Low, double High)? range = null)
        where T : INumber<T>
    {
        var (low, high, total, sum) = (double.PositiveInfinity, double.NegativeInfinity, 0, 0.0);
        foreach (var item in values)
        {
            var value = double.CreateChecked(item);
            if (!double.IsFinite(value))
                continue;
            (low, high, total, sum) = (Math.Min(low, value), Math.Max(high, value), total + 1, sum + value);
        }
        if (total == 0)
            return new(0, 1, []) { Left = values.Count };

        var (from, to) = range ?? (Axis.Bounded(low), Axis.Bounded(high));
        if (bins <= 0)
            bins = (int)Math.Clamp(Math.Round(2 * Math.Cbrt(total)), 5, 40);
        var width = to > from ? Axis.Step(to - from, bins) : 1;
        var start = to > from ? Math.Floor(from / width + 1e-9) * width : from - 0.5;
        var counts = new int[to > from ? Math.Max(1, (int)Math.Ceiling((to - start) / width - 1e-9)) : 1];

        var (mean, squares) = (sum / total, 0.0);
        foreach (var item in values)
        {
            var value = double.CreateChecked(item);
            if (!double.IsFinite(value))
                continue;
            squares += (value - mean) * (value - mean);
            counts[(int)Math.Clamp(Math.Floor((value - start) / width + 1e-9), 0, counts.Length - 1)]++;
        }
        return new(start, width, counts)
        {
            Total = total,
            Left = values.Count - total,
            Low = low,
            High = high,
            Mean = mean,
            Deviation = Math.Sqrt(squares / total),
        };
    }
}
