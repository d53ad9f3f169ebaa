using System.Globalization;

namespace DigitLab.Charts.Drawing;

/// <summary>How numbers are written in figures: few digits, a point, a true minus sign, thousands apart.</summary>
internal static class Numbers
{
    /// <summary>A coordinate of the SVG: two decimals, no exponent.</summary>
    public static string Coordinate(double value)
    {
        if (!double.IsFinite(value))
            throw new InvalidOperationException($"A coordinate of the drawing is {value}.");
        var rounded = Math.Round(value, 2, MidpointRounding.AwayFromZero);
        return (rounded == 0 ? 0 : rounded).ToString("0.##", CultureInfo.InvariantCulture);
    }

    /// <summary>A value for people: "9,887", "0.0421", "1.2e−5", "∞", "NaN".</summary>
    public static string Short(double value, int digits = 3)
    {
        if (double.IsNaN(value))
            return "NaN";
        if (double.IsInfinity(value))
            return value > 0 ? "∞" : "−∞";
        if (value == 0)
            return "0";
        var magnitude = Math.Abs(value);
        if (magnitude >= 1e7 || (magnitude < 1e-4 && magnitude > 0))
            return Minus(value.ToString("0.##e0", CultureInfo.InvariantCulture));
        if (value == Math.Round(value) || magnitude >= 1000)
            return Minus(value.ToString("#,0", CultureInfo.InvariantCulture));
        var decimals = Math.Max(0, digits - 1 - (int)Math.Floor(Math.Log10(magnitude)));
        return Fixed(value, decimals, trim: true);
    }

    /// <summary>
    /// Values that stand side by side, with as many decimals each: three digits of the smallest, at most four of the largest.
    /// </summary>
    public static string[] Alike(IReadOnlyList<double> values)
    {
        double[] magnitudes = [.. values.Where(double.IsFinite).Select(Math.Abs).Where(magnitude => magnitude > 0)];
        if (
            magnitudes.Length == 0
            || magnitudes.All(magnitude => magnitude == Math.Round(magnitude))
            || magnitudes.Max() >= 1000
            || magnitudes.Max() < 1e-3
        )
            return [.. values.Select(value => Short(value, 4))];
        var decimals = Math.Min(3 - Digits(magnitudes.Min()), 4 - Digits(magnitudes.Max()));
        while (decimals > 0 && magnitudes.All(magnitude => Fixed(magnitude, decimals).EndsWith('0')))
            decimals--;
        return [.. values.Select(value => double.IsFinite(value) ? Fixed(value, decimals) : Short(value))];

        static int Digits(double magnitude) => (int)Math.Floor(Math.Log10(magnitude)) + 1;
    }

    /// <summary>A value with a number of decimals; <paramref name="trim"/> drops trailing zeros.</summary>
    public static string Fixed(double value, int decimals, bool trim = false)
    {
        var text = value.ToString(
            "#,0." + new string(trim ? '#' : '0', Math.Min(decimals, 12)),
            CultureInfo.InvariantCulture
        );
        return text.Trim('-', '0', '.', ',').Length == 0 ? text.TrimStart('-') : Minus(text);
    }

    /// <summary>A share between 0 and 1 as "0.9%", "12%", "98.87%".</summary>
    public static string Percent(double share, int decimals = 1) => Fixed(100 * share, decimals, trim: true) + "%";

    /// <summary>Rounded to six significant digits, or null where JSON has no word for the value.</summary>
    public static double? ForJson(double value) =>
        double.IsFinite(value)
            ? double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
            : null;

    private static string Minus(string text) => text.Replace('-', '−');
}
