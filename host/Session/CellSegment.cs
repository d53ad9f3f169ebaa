using System.Text;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Session;

/// <summary>A magic command: <c>#!name arguments</c> in the first column.</summary>
internal sealed record MagicCommand(string Name, string Arguments, int Line);

/// <summary>A magic command that failed; the message says how it is used.</summary>
internal sealed class MagicCommandException(string message, int? line = null) : Exception(message)
{
    public int? Line { get; } = line;
}

/// <summary>
/// A part of a cell: magic commands and the code that follows them, up to the next command. Empty lines replace the
/// text before the code, so that errors have the cell's line numbers.
/// </summary>
internal sealed record CellSegment(string Kernel, IReadOnlyList<MagicCommand> Commands, string Code, int Line)
{
    public static IReadOnlyList<CellSegment> Split(string kernel, string cell)
    {
        var segments = new List<CellSegment>();
        var commands = new List<MagicCommand>();
        var code = new StringBuilder();
        var hasCode = false;
        var start = 1;
        var lines = cell.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (!line.StartsWith("#!", StringComparison.Ordinal) || line.StartsWith("#!/", StringComparison.Ordinal))
            {
                if (!hasCode && !string.IsNullOrWhiteSpace(line))
                {
                    (hasCode, start) = (true, i + 1);
                }
                code.Append(line).Append('\n');
                continue;
            }
            if (hasCode)
            {
                Flush(i);
            }
            var words = line[2..].Split((char[]?)[' ', '\t'], 2, StringSplitOptions.TrimEntries);
            if (LanguageOf(words[0]) is { } language && language != "value")
            {
                if (commands.Count > 0)
                {
                    Flush(i);
                }
                kernel = language;
            }
            else
            {
                commands.Add(new MagicCommand(words[0], words.Length > 1 ? words[1] : "", i + 1));
            }
            code.Append('\n');
        }
        Flush(lines.Length);
        return segments;

        void Flush(int line)
        {
            if (hasCode || commands.Count > 0)
            {
                segments.Add(new CellSegment(kernel, [.. commands], code.ToString().TrimEnd('\n'), start));
            }
            commands.Clear();
            code.Clear().Append('\n', line);
            hasCode = false;
        }
    }

    /// <summary>The language that a line such as <c>#!html</c> switches to; null for other commands.</summary>
    private static string? LanguageOf(string name) =>
        name is NotebookLanguages.Markdown or "md"
            ? NotebookLanguages.Markdown
            : NotebookLanguages
                .Known.FirstOrDefault(kernel => kernel.Name == name || kernel.Aliases.Contains(name))
                ?.Name;
}
