using System.Globalization;
using DigitLab.Display;
using DigitLab.Files;

namespace DigitLab.Experiments;

/// <summary>An entry of a leaderboard.</summary>
/// <param name="Who">Whose result it is; each name appears once.</param>
/// <param name="Score">What the ranking goes by.</param>
/// <param name="What">How it was reached, in a few words.</param>
public sealed record LeaderboardEntry(string Who, double Score, string What);

/// <summary>
/// The best results of a challenge, best first, kept in a CSV file that several people can add to. Of each of them the best
/// entry stands.
/// </summary>
/// <example><code>
/// var board = new Leaderboard("runs/leaderboard-small.csv", "accuracy (%)");
/// board.Add("me", 99.41, "9,682 parameters, 40 epochs");
/// board
/// </code></example>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class Leaderboard : IHtmlView
{
    private const string Columns = "who,score,what";

    private readonly string path;
    private readonly string unit;
    private readonly bool lowestWins;
    private readonly string format;
    private string? marked;

    /// <param name="path">The file; it is made with the first entry.</param>
    /// <param name="unit">What the score is, as the heading of its column: "seconds".</param>
    /// <param name="lowestWins">Whether a lower score is better.</param>
    /// <param name="format">Of the scores.</param>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    public Leaderboard(string path, string unit, bool lowestWins = false, string format = "0.00")
    {
        (this.path, this.unit, this.lowestWins, this.format) = (path, unit, lowestWins, format);
        Entries = File.Exists(path) ? Ranked(Read()) : [];
    }

    /// <summary>Best first.</summary>
    public IReadOnlyList<LeaderboardEntry> Entries { get; private set; }

    /// <summary>Enters a result, if it is better than the one that this person has, and marks that row from now on.</summary>
    /// <param name="who">"me", or a name.</param>
    /// <param name="score">The result.</param>
    /// <param name="what">How it was reached.</param>
    /// <returns>The place of this person's best entry, from 1.</returns>
    public int Add(string who, double score, string what)
    {
        if (!double.IsFinite(score))
            throw new ArgumentException($"A score is a number; that of {who} is {score}.", nameof(score));
        // Others may have added theirs since it was read.
        marked = OneLine(who).Replace(',', ';');
        Entries = Ranked([.. File.Exists(path) ? Read() : [], new(marked, score, OneLine(what))]);
        AtomicFile.WriteText(path, string.Concat(Entries.Select(Line).Prepend(Columns).Select(line => line + "\n")));
        return 1 + Entries.ToList().FindIndex(entry => entry.Who == marked);
    }

    private List<LeaderboardEntry> Ranked(IEnumerable<LeaderboardEntry> entries) =>
        [.. entries.OrderBy(entry => lowestWins ? entry.Score : -entry.Score).DistinctBy(entry => entry.Who)];

    private List<LeaderboardEntry> Read()
    {
        var lines = File.ReadAllLines(path);
        if (lines.Length == 0 || lines[0] != Columns)
            throw new InvalidDataException($"{path} is no leaderboard: its first line is not '{Columns}'.");
        return [.. lines.Skip(1).Where(line => line != "").Select(Parse)];
    }

    private LeaderboardEntry Parse(string line)
    {
        // What was done may hold commas, a name may not: Add sees to that.
        var cells = line.Split(',', 3);
        return
            cells.Length == 3
            && double.TryParse(cells[1], CultureInfo.InvariantCulture, out var score)
            && double.IsFinite(score)
            ? new(cells[0], score, cells[2])
            : throw new InvalidDataException($"{path} has the line '{line}'; expected '{Columns}'.");
    }

    private static string Line(LeaderboardEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Who},{entry.Score:R},{entry.What}");

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    private Table Table =>
        new(
            ["", "Who", "How", unit],
            Entries.Select(
                (entry, i) =>
                    (IReadOnlyList<string>)
                        [
                            entry.Who == marked ? $"▶ {i + 1}" : $"{i + 1}",
                            entry.Who,
                            entry.What,
                            entry.Score.ToString(format, CultureInfo.InvariantCulture),
                        ]
            ),
            leftColumns: 3
        );

    /// <inheritdoc/>
    public string ToHtml() => Table.ToHtml();

    /// <summary>The table as text.</summary>
    public override string ToString() => Table.ToString();
}
