using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

/// <summary>
/// One method per kind of chart; each returns a <see cref="Figure"/>. Without a title, the chart states what it shows.
/// Non-finite values leave a gap; data that cannot be drawn at all throw an <see cref="ArgumentException"/>.
/// </summary>
public static partial class Chart
{
    /// <summary>Throws if a list is empty.</summary>
    private static void NotEmpty<T>(IReadOnlyCollection<T> values, string what)
    {
        if (values.Count == 0)
            throw new ArgumentException($"There is nothing to draw: {what} is empty.");
    }

    /// <summary>Throws if lists that must have the same length do not.</summary>
    private static void SameCount<T>(IReadOnlyCollection<T>? values, string what, int expected, string ofWhat)
    {
        if (values is not null && values.Count != expected)
            throw new ArgumentException($"There are {values.Count} {what} for {expected} {ofWhat}.");
    }

    private static string Capitalized(string text) =>
        text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];

    private static string Count(int count, string noun) => $"{Numbers.Short(count)} {noun}{(count == 1 ? "" : "s")}";
}
