using System.Globalization;
using DigitLab.Display;
using TorchSharp.Utils;

namespace DigitLab.Evaluation;

/// <summary>How far the means of two settings lie apart, and how sure that is.</summary>
/// <param name="Mean">The mean of the first less that of the second.</param>
/// <param name="StandardError">Of that difference, √(s²ₐ/nₐ + s²ᵦ/nᵦ) (Welch, 1938); NaN where a setting was run once.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed record MeanDifference(double Mean, double StandardError) : IHtmlView
{
    /// <param name="a">The runs of the first setting, e.g. over seeds.</param>
    /// <param name="b">The runs of the second setting.</param>
    public static MeanDifference Of(MeanSpread a, MeanSpread b) =>
        new(a.Mean - b.Mean, Math.Sqrt(a.Spread * a.Spread / a.Count + b.Spread * b.Spread / b.Count));

    /// <summary>
    /// The difference in standard errors. With three runs of each setting equal means differ by more than 2.8 in one of
    /// twenty comparisons (Student's t with four degrees of freedom).
    /// </summary>
    public double T => Mean / StandardError;

    /// <summary>"+0.16 ± 0.12" percentage points, of shares in [0, 1]; one run of each has no standard error.</summary>
    public string ToPoints(int decimals = 2)
    {
        var format = $"F{decimals}";
        var mean = (100 * Mean).ToString(
            $"+0.{new string('0', decimals)};-0.{new string('0', decimals)}",
            CultureInfo.InvariantCulture
        );
        return double.IsNaN(StandardError)
            ? mean
            : $"{mean} ± {(100 * StandardError).ToString(format, CultureInfo.InvariantCulture)}";
    }

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Mean:G4} ± {StandardError:G4} (standard error)");
}
