using System.Globalization;

namespace DigitLab.Evaluation;

/// <summary>The difference of two means over seeds, and whether it is more than chance: Welch's t-test at 5% (1947).</summary>
/// <param name="Value">The first mean less the second.</param>
/// <param name="StandardError">Of that difference, √(s²ₐ/nₐ + s²ᵦ/nᵦ); NaN where a mean is of one run.</param>
/// <param name="Margin">Half the 95% interval around the value; NaN where a mean is of one run.</param>
public sealed record MeanDifference(double Value, double StandardError, double Margin)
{
    // Student's t at 97.5% for 1, 2, … degrees of freedom.
    private static readonly double[] T = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228];

    /// <summary>Of two settings, each run with several seeds.</summary>
    public static MeanDifference Of(MeanSpread a, MeanSpread b)
    {
        var (u, v) = (a.Spread * a.Spread / a.Count, b.Spread * b.Spread / b.Count);
        var freedom = u + v == 0 ? 1 : (u + v) * (u + v) / (u * u / (a.Count - 1) + v * v / (b.Count - 1));
        // Beyond the table a little too large, never too small.
        var t = freedom < T.Length + 1 ? T[Math.Max(1, (int)freedom) - 1] : 1.96 + 2.7 / freedom;
        return new(a.Mean - b.Mean, Math.Sqrt(u + v), Math.Sqrt(u + v) * t);
    }

    /// <summary>Whether 0 is outside the interval.</summary>
    public bool IsClear => Math.Abs(Value) > Margin;

    /// <summary>Of shares in [0, 1]: "+0.61 points (95% interval +0.20 to +1.02): more than chance".</summary>
    public string ToPoints()
    {
        string Points(double share) => (100 * share).ToString("+0.00;-0.00", CultureInfo.InvariantCulture);
        return double.IsNaN(Margin)
            ? $"{Points(Value)} points: one run cannot tell whether that is chance"
            : $"{Points(Value)} points (95% interval {Points(Value - Margin)} to {Points(Value + Margin)}): "
                + (IsClear ? "more than chance" : "may well be chance");
    }
}
