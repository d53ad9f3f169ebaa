using System.Numerics;

namespace DigitLab.Charts;

/// <summary>Which point of a series is marked as the best.</summary>
public enum Best
{
    /// <summary>None.</summary>
    None,

    /// <summary>The smallest value, e.g. of a loss.</summary>
    Lowest,

    /// <summary>The largest value, e.g. of an accuracy.</summary>
    Highest,
}

/// <summary>Named values, one after the other: a line, or one colour of bars.</summary>
/// <param name="name">What the legend calls it.</param>
/// <param name="y">The values. One that is not finite leaves a gap.</param>
public sealed class Series(string name, IEnumerable<double> y)
{
    /// <summary>What the legend calls it.</summary>
    public string Name { get; } = name;

    /// <summary>The values.</summary>
    public IReadOnlyList<double> Y { get; } = [.. y];

    /// <summary>Where the values stand on the horizontal axis; 1, 2, 3, … if not given (epochs are counted from 1).</summary>
    public IReadOnlyList<double>? X { get; init; }

    /// <summary>
    /// The lower edge of a band around the values, e.g. the mean less one standard deviation. Over an axis "…(%)" whose values
    /// are all from 0 to 100 the band is clipped to 0 to 100, the range of a percentage.
    /// </summary>
    public IReadOnlyList<double>? Low { get; init; }

    /// <summary>The upper edge of that band.</summary>
    public IReadOnlyList<double>? High { get; init; }

    /// <summary>Which point is marked, with its value, as the best.</summary>
    public Best Best { get; init; }

    /// <summary>A series of numbers of any type.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="y">The values.</param>
    public static Series Of<T>(string name, IEnumerable<T> y)
        where T : INumber<T> => new(name, y.Select(double.CreateChecked));

    /// <summary>The mean of several runs, in a band of one standard deviation (n − 1) to either side.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="runs">One list of values per run, e.g. per seed. Where runs end early the mean is over the others.</param>
    public static Series Mean(string name, IReadOnlyList<IReadOnlyList<double>> runs)
    {
        var length = runs.Select(run => run.Count).DefaultIfEmpty(0).Max();
        var (mean, spread) = (new double[length], new double[length]);
        for (var i = 0; i < length; i++)
        {
            double[] values = [.. runs.Where(run => run.Count > i).Select(run => run[i])];
            mean[i] = values.Average();
            spread[i] =
                values.Length > 1 ? Math.Sqrt(values.Sum(v => (v - mean[i]) * (v - mean[i])) / (values.Length - 1)) : 0;
        }
        return new(name, mean)
        {
            Low = [.. mean.Zip(spread, (m, s) => m - s)],
            High = [.. mean.Zip(spread, (m, s) => m + s)],
        };
    }

    private IReadOnlyList<double>? xValues;

    /// <summary>The x values, counted from 1 where none are given.</summary>
    internal IReadOnlyList<double> XValues => xValues ??= X ?? [.. Enumerable.Range(1, Y.Count).Select(i => (double)i)];

    /// <summary>The index of the best point, or −1 where there is none.</summary>
    internal int BestIndex
    {
        get
        {
            var best = -1;
            for (var i = 0; i < Y.Count && Best != Best.None; i++)
                if (double.IsFinite(Y[i]) && (best < 0 || (Best == Best.Lowest ? Y[i] < Y[best] : Y[i] > Y[best])))
                    best = i;
            return best;
        }
    }

    /// <summary>Whether an axis with this label shows rates.</summary>
    internal static bool IsPercent(string label) => label.Contains("(%)", StringComparison.Ordinal);

    /// <summary>Bands without what cannot be: see <see cref="Low"/>.</summary>
    internal static Series[] Possible(IReadOnlyList<Series> series, string yLabel) =>
        !IsPercent(yLabel) || series.SelectMany(one => one.Y).Any(value => value is < 0 or > 100)
            ? [.. series]
            :
            [
                .. series.Select(one => new Series(one.Name, one.Y)
                {
                    X = one.X,
                    Low = one.Low is null ? null : [.. one.Low.Select(edge => Math.Max(0, edge))],
                    High = one.High is null ? null : [.. one.High.Select(edge => Math.Min(100, edge))],
                    Best = one.Best,
                }),
            ];

    /// <summary>Says which of the lists is not as long as the values.</summary>
    internal Series Checked()
    {
        foreach (var (list, what) in new[] { (X, "x values"), (Low, "lower edges"), (High, "upper edges") })
            if (list is not null && list.Count != Y.Count)
                throw new ArgumentException($"Series '{Name}' has {Y.Count} values but {list.Count} {what}.");
        if ((Low is null) != (High is null))
            throw new ArgumentException($"Series '{Name}' has only one edge of a band: give both Low and High.");
        return this;
    }

    /// <summary>
    /// At most about <paramref name="most"/> points, for drawing: of every stretch the lowest and the highest, so that no
    /// spike is lost. The best point is found before this.
    /// </summary>
    internal Series Thinned(int most)
    {
        if (Y.Count <= most)
            return this;
        var keep = new SortedSet<int> { 0, Y.Count - 1 };
        var stretches = most / 2;
        for (var s = 0; s < stretches; s++)
        {
            var (from, to) = ((int)((long)s * Y.Count / stretches), (int)((long)(s + 1) * Y.Count / stretches));
            var (lowest, highest) = (from, from);
            for (var i = from; i < to; i++)
            {
                if (Y[i] < Y[lowest] || double.IsNaN(Y[lowest]))
                    lowest = i;
                if (Y[i] > Y[highest] || double.IsNaN(Y[highest]))
                    highest = i;
            }
            keep.UnionWith([lowest, highest]);
        }
        return new(Name, keep.Select(i => Y[i]))
        {
            X = [.. keep.Select(i => XValues[i])],
            Low = Low is null ? null : [.. keep.Select(i => Low[i])],
            High = High is null ? null : [.. keep.Select(i => High[i])],
        };
    }
}
