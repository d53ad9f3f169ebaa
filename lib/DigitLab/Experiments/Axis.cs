using System.Globalization;

namespace DigitLab.Experiments;

/// <summary>A setting that takes several values in a sweep.</summary>
/// <param name="Name">"rate".</param>
/// <param name="Values">Its values, each with the text that it is known by.</param>
internal sealed record Axis(string Name, IReadOnlyList<(string Text, object? Value)> Values)
{
    /// <summary>The axis that is averaged over.</summary>
    public const string Seed = "seed";

    public static Axis Of<T>((string Name, IReadOnlyList<T> Values) axis)
    {
        if (axis.Values.Count == 0)
            throw new ArgumentException($"The axis '{axis.Name}' of the grid has no values.");
        return new(axis.Name, [.. axis.Values.Select(value => (RunStore.TextOf(value, axis.Name), (object?)value))]);
    }

    /// <summary>Every combination of the axes' values, the last axis fastest.</summary>
    public static IEnumerable<(Dictionary<string, string> Texts, object?[] Values)> Product(IReadOnlyList<Axis> axes)
    {
        IEnumerable<(string Text, object? Value)[]> combinations =
        [
            [],
        ];
        foreach (var axis in axes)
            combinations = combinations.SelectMany(before =>
                axis.Values.Select(value => before.Append(value).ToArray())
            );
        return combinations.Select(combination =>
            (
                axes.Zip(combination).ToDictionary(pair => pair.First.Name, pair => pair.Second.Text),
                Array.ConvertAll(combination, pair => pair.Value)
            )
        );
    }
}

/// <summary>The part of a sweep that this process runs: every n-th run.</summary>
/// <param name="Number">From 1 to <paramref name="Of"/>.</param>
/// <param name="Of">How many parts there are.</param>
internal readonly record struct Shard(int Number, int Of)
{
    public bool Has(int run) => run % Of == Number - 1;

    /// <summary>DIGITLAB_SHARD=2/4 is the second of four parts; without it there is one.</summary>
    /// <exception cref="ArgumentException">It says something else.</exception>
    public static Shard FromEnvironment()
    {
        if (Environment.GetEnvironmentVariable("DIGITLAB_SHARD") is not { Length: > 0 } text)
            return new(1, 1);
        var parts = text.Split('/');
        return
            parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var of)
            && number >= 1
            && number <= of
            ? new(number, of)
            : throw new ArgumentException($"DIGITLAB_SHARD is '{text}'; it names a part of a sweep as 1/4 to 4/4.");
    }
}
