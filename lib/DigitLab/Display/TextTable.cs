using System.Text;

namespace DigitLab.Display;

/// <summary>Tables for consoles.</summary>
internal static class TextTable
{
    /// <summary>Columns as wide as they need; the first ones stand to the left, the others to the right.</summary>
    public static string Of(
        IReadOnlyList<string> header,
        IEnumerable<IReadOnlyList<string>> rows,
        int leftColumns,
        IReadOnlyList<string>? footer = null
    )
    {
        List<IReadOnlyList<string>> lines = [header, .. rows];
        if (footer is not null)
            lines.Add(footer);
        int[] widths = [.. header.Select((_, c) => lines.Max(line => line[c].Length))];
        var rule = new string('-', widths.Sum() + 2 * (widths.Length - 1));
        var text = new StringBuilder();
        for (var r = 0; r < lines.Count; r++)
        {
            if (r == 1 || (footer is not null && r == lines.Count - 1))
                text.AppendLine(rule);
            var cells = lines[r]
                .Select((cell, c) => c < leftColumns ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
        return text.ToString();
    }
}
