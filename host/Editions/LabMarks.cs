using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Editions;

/// <summary>
/// Lines in a lab's source for its authors: solution markers, and <c>&lt;!-- row: ID --&gt;</c>, which names the rows
/// of the lab sheets that a cell covers. Readers do not see them.
/// </summary>
internal static partial class LabMarks
{
    /// <summary>The text without these lines.</summary>
    public static string Remove(string source) =>
        source.Contains("--", StringComparison.Ordinal) || source.Contains("//", StringComparison.Ordinal)
            ? Line().Replace(source, "").TrimEnd('\n')
            : source;

    /// <summary>The text without row markers.</summary>
    public static string RemoveRows(Cell cell) =>
        cell.Type == CellType.Markdown && Row().IsMatch(cell.Source)
            ? Row().Replace(cell.Source, "").Trim('\n')
            : cell.Source;

    /// <summary>The rows that a markdown cell names, with their positions.</summary>
    public static IEnumerable<(string Id, int Index)> Rows(Cell cell) =>
        cell.Type == CellType.Markdown
            ? Row().Matches(cell.Source).Select(match => (match.Groups["id"].Value, match.Index))
            : [];

    [GeneratedRegex(@"^[ \t]*<!--[ \t]*row:[ \t]*(?<id>\S+)[ \t]*-->[ \t]*(\n|\z)", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(
        @"^[ \t]*(// (BEGIN|END) SOLUTION|<!-- (BEGIN|END) SOLUTION -->|<!--[ \t]*row:[ \t]*\S+[ \t]*-->)[ \t]*(\n|\z)",
        RegexOptions.Multiline
    )]
    private static partial Regex Line();
}
