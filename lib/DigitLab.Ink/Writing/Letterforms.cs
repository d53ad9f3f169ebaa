using System.Globalization;

namespace DigitLab.Ink.Writing;

/// <summary>A point of a pen's path. Letterforms are drawn in a box 100 wide and 140 high, y downwards.</summary>
internal readonly record struct PenPoint(double X, double Y, bool IsCorner = false);

/// <summary>
/// One way of writing a digit: variants, each a list of strokes in the order in which a hand writes them. The variants
/// have the same points in other places, so that every mixture of them is a digit, too.
/// </summary>
internal sealed record Letterform(double Weight, PenPoint[][][] Variants);

/// <summary>How people write the ten digits: what <c>letterforms.txt</c> says.</summary>
internal static class Letterforms
{
    /// <summary>The forms of each digit, 0 to 9.</summary>
    public static readonly Letterform[][] OfDigit = Parse(ReadDrawings());

    private static string[] ReadDrawings()
    {
        using var drawings = typeof(Letterforms).Assembly.GetManifestResourceStream("letterforms.txt")!;
        return new StreamReader(drawings).ReadToEnd().Split('\n', StringSplitOptions.TrimEntries);
    }

    private static Letterform[][] Parse(IEnumerable<string> lines)
    {
        var digits = new List<List<(double Weight, List<PenPoint[][]> Variants)>>();
        foreach (var line in lines.Where(line => line != "" && !line.StartsWith('#')))
        {
            var first = line.Split(' ')[0];
            if (first == "digit")
                digits.Add([]);
            else if (first.Contains(','))
                digits[^1][^1].Variants.Add([.. line.Split(" | ").Select(ParseStroke)]);
            else
                digits[^1].Add((double.Parse(first, CultureInfo.InvariantCulture), []));
        }
        return [.. digits.Select(forms => forms.Select(f => new Letterform(f.Weight, [.. f.Variants])).ToArray())];
    }

    private static PenPoint[] ParseStroke(string stroke) => [.. stroke.Split(' ').Select(ParsePoint)];

    private static PenPoint ParsePoint(string point)
    {
        var xy = point.TrimEnd('!').Split(',');
        return new(
            int.Parse(xy[0], CultureInfo.InvariantCulture),
            int.Parse(xy[1], CultureInfo.InvariantCulture),
            point.EndsWith('!')
        );
    }
}
