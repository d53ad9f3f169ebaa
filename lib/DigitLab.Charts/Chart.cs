using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

/// <summary>
/// One verb per kind of chart; each gives a <see cref="Figure"/>. Where no title is given the chart says what it finds.
/// Values that are not finite leave a gap; what cannot be drawn at all is an <see cref="ArgumentException"/>.
/// </summary>
public static partial class Chart
{
    /// <summary>Refuses an empty list.</summary>
    private static void NotEmpty<T>(IReadOnlyCollection<T> values, string what)
    {
        if (values.Count == 0)
            throw new ArgumentException($"There is nothing to draw: {what} is empty.");
    }

    /// <summary>Refuses lists that should be as long as each other and are not.</summary>
    private static void SameCount<T>(IReadOnlyCollection<T>? values, string what, int expected, string ofWhat)
    {
        if (values is not null && values.Count != expected)
            throw new ArgumentException($"There are {values.Count} {what} for {expected} {ofWhat}.");
    }

    private static string Capitalized(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Count(int count, string noun) => $"{Numbers.Short(count)} {noun}{(count == 1 ? "" : "s")}";
}
