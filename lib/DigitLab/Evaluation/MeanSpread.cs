using System.Globalization;
using DigitLab.Display;

namespace DigitLab.Evaluation;

/// <summary>The mean of several runs, e.g. over seeds, and how far they spread.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Spread">Their standard deviation (n − 1); NaN for a single run.</param>
/// <param name="Count">How many.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed record MeanSpread(double Mean, double Spread, int Count) : IHtmlView
{
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static MeanSpread Of(params IReadOnlyCollection<double> values)
    {
        if (values.Count == 0)
            throw new ArgumentException("There are no values to take the mean of.", nameof(values));
        var mean = values.Average();
        return new(
            mean,
            Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)),
            values.Count
        );
    }

    /// <summary>"98.84 ± 0.17%", of shares in [0, 1].</summary>
    public string ToPercent(int decimals = 2) =>
        new MeanSpread(100 * Mean, 100 * Spread, Count).ToString($"F{decimals}") + "%";

    /// <summary>"0.0413 ± 0.0007"; a single run has no spread.</summary>
    /// <param name="format">Of both numbers.</param>
    public string ToString(string format)
    {
        var mean = Mean.ToString(format, CultureInfo.InvariantCulture);
        return Count > 1 ? $"{mean} ± {Spread.ToString(format, CultureInfo.InvariantCulture)}" : mean;
    }

    /// <inheritdoc/>
    public override string ToString() => ToString("G4");
}
