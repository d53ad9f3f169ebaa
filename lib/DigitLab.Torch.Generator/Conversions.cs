using System.Linq;

namespace DigitLab.Torch.Generation;

/// <summary>An argument of one type written as another.</summary>
internal static class Conversions
{
    /// <returns>Null where the types do not fit.</returns>
    /// <param name="rank">How often a single number is repeated in an array or tuple: the number of spatial dimensions.</param>
    public static string? Convert(ListedParameter given, string wanted, int rank = 1)
    {
        var (from, name) = (given.Type, given.Name);
        if (from == wanted || from + "?" == wanted)
            return name;
        return (from, wanted) switch
        {
            ("int", "long") or ("float", "double") => name,
            ("torch.Size", "long[]") => $"{name}.Shape",
            ("int[]", "long[]") => $"Array.ConvertAll({name}, value => (long)value)",
            ("long", "long[]") => $"[{Repeat(name, rank)}]",
            ("long?", "long[]") => $"{name} is {{ }} {name}All ? [{Repeat(name + "All", rank)}] : null",
            ("long", "(long, long)" or "(long, long)?") => $"({name}, {name})",
            ("(long, long)" or "(long, long, long)" or "(long, long, long, long)", "long[]") =>
                $"[{Items(name, from)}]",
            ("(long, long)?", "long[]") => $"{name} is {{ }} {name}Both ? [{Items(name + "Both", from)}] : null",
            ("torch.Scalar" or "Scalar", "double") => $"{name}.Double",
            ("IEnumerable<(string, Parameter)>", "IEnumerable<Parameter>") => $"{name}.Select(pair => pair.Item2)",
            _ when wanted == $"IEnumerable<{from}>" => $"[{name}]",
            _ when wanted.EndsWith("[]") && from == $"IList<{Element(wanted)}>" => $"{name}.ToArray()",
            _ when wanted.EndsWith("[]") && from == $"ReadOnlySpan<{Element(wanted)}>" => $"{name}.ToArray()",
            _ when from.EndsWith("[]") && wanted == $"IList<{Element(from)}>" => name,
            _ => null,
        };
    }

    private static string Element(string array) => array.Substring(0, array.Length - 2);

    private static string Repeat(string name, int count) => string.Join(", ", Enumerable.Repeat(name, count));

    private static string Items(string name, string tuple) =>
        string.Join(", ", Enumerable.Range(1, tuple.Count(c => c == ',') + 1).Select(i => $"{name}.Item{i}"));
}
