using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Language;

/// <summary>A cell's text for the compiler: without magic commands and other languages.</summary>
internal sealed class CellText
{
    /// <summary>Commands that declare names unknown to the compiler until they have run.</summary>
    private static readonly string[] DeclaringCommands = ["import", "set", "share"];

    private readonly bool[] isCSharp;
    private readonly int[] lineStarts;

    private CellText(string text, string code, bool[] isCSharp, int[] lineStarts, IReadOnlyList<string> directives)
    {
        Text = text;
        Code = code;
        Directives = directives;
        this.isCSharp = isCSharp;
        this.lineStarts = lineStarts;
    }

    /// <summary>The cell's text.</summary>
    public string Text { get; }

    /// <summary>
    /// The text with blanks instead of magic commands, package references and other languages; positions are the same
    /// in both.
    /// </summary>
    public string Code { get; }

    /// <summary>
    /// Lines that declare names unknown to the compiler until they have run: <c>#!import</c>, <c>#r</c> and the like.
    /// </summary>
    public IReadOnlyList<string> Directives { get; }

    /// <summary>
    /// The first bracket that is nested too deeply for the compiler, which then sees nothing of the cell.
    /// </summary>
    public int? TooDeep { get; private init; }

    /// <summary>Whether the line at an offset is C#.</summary>
    public bool IsCSharp(int offset) => isCSharp[LineOf(offset)];

    /// <summary>The text of the line before an offset.</summary>
    public ReadOnlySpan<char> LineBefore(int offset) => Text.AsSpan(lineStarts[LineOf(offset)]..offset);

    /// <summary>The offset of a position; null if the cell has no such position.</summary>
    /// <param name="line">From 0.</param>
    /// <param name="column">From 0.</param>
    public int? OffsetOf(int line, int column) =>
        line < lineStarts.Length && lineStarts[line] + column <= Text.Length ? lineStarts[line] + column : null;

    /// <param name="kernel">The cell's language.</param>
    /// <param name="text">Its text.</param>
    public static CellText Parse(string kernel, string text)
    {
        var lines = text.Split('\n');
        var seen = new bool[lines.Length];
        var isCSharp = new bool[lines.Length];
        var directives = new List<string>();
        Array.Fill(isCSharp, kernel == NotebookLanguages.CSharp);
        foreach (var segment in CellSegment.Split(kernel, text))
        {
            // #!value consumes the text below it.
            var compiles =
                segment.Kernel == NotebookLanguages.CSharp && segment.Commands.All(command => command.Name != "value");
            var first = (segment.Commands.Count > 0 ? segment.Commands[0].Line : segment.Line) - 1;
            Array.Fill(isCSharp, compiles, first, lines.Length - first);
            directives.AddRange(
                segment
                    .Commands.Where(command => DeclaringCommands.Contains(command.Name))
                    .Select(command => lines[command.Line - 1].Trim())
            );
            if (compiles)
            {
                var code = segment.Code.Split('\n');
                for (var i = 0; i < code.Length; i++)
                {
                    seen[i] |= !string.IsNullOrWhiteSpace(code[i]);
                }
            }
        }
        var starts = new int[lines.Length];
        for (var i = 1; i < lines.Length; i++)
        {
            starts[i] = starts[i - 1] + lines[i - 1].Length + 1;
        }
        var shown = string.Join('\n', lines.Select((line, i) => seen[i] ? line : Blank(line)));
        directives.AddRange(DirectiveLines(shown));
        var compiled = WithoutPackages(shown);
        var tooDeep = ScriptParser.FindTooDeep(compiled);
        return new(text, tooDeep is null ? compiled : Blank(compiled), isCSharp, starts, directives)
        {
            TooDeep = tooDeep,
        };
    }

    private static IEnumerable<string> DirectiveLines(string code) =>
        code.Split('\n')
            .Select(line => line.Trim())
            .Where(line =>
                line.StartsWith("#r", StringComparison.OrdinalIgnoreCase)
                    && !line.StartsWith("#region", StringComparison.Ordinal)
                || line.StartsWith("#load", StringComparison.OrdinalIgnoreCase)
            );

    private static string WithoutPackages(string code)
    {
        string[] rest;
        try
        {
            rest = PackageDirectives.Parse(code).Code.Split('\n');
        }
        catch (MagicCommandException)
        {
            // The compiler reports errors in directives, too.
            return code;
        }
        return string.Join('\n', code.Split('\n').Select((line, i) => rest[i].Length == 0 ? Blank(line) : line));
    }

    /// <summary>Blanks of the same length, with the same line ends.</summary>
    private static string Blank(string text) =>
        string.Create(
            text.Length,
            text,
            static (blank, from) =>
            {
                for (var i = 0; i < blank.Length; i++)
                {
                    blank[i] = from[i] is '\n' or '\r' ? from[i] : ' ';
                }
            }
        );

    private int LineOf(int offset)
    {
        var found = Array.BinarySearch(lineStarts, offset);
        return found >= 0 ? found : ~found - 1;
    }
}
