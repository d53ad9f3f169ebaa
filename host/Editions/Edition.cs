using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Editions;

/// <summary>The audience of an edition.</summary>
internal enum EditionKind
{
    /// <summary>Without solutions: each is replaced by a placeholder.</summary>
    Student,

    /// <summary>With solutions, without the markers around them.</summary>
    Solutions,
}

/// <summary>
/// A notebook for students or instructors. In the source, a solution is enclosed by two lines, as in nbgrader:
/// <c>// BEGIN SOLUTION</c> and <c>// END SOLUTION</c> in code, <c>&lt;!-- BEGIN SOLUTION --&gt;</c> and
/// <c>&lt;!-- END SOLUTION --&gt;</c> in markdown.
/// </summary>
internal static partial class Edition
{
    /// <summary>The placeholder for a solution in code.</summary>
    public const string YourCode = "// YOUR CODE HERE";

    /// <summary>Added when the solution returned a value, so that the function compiles.</summary>
    public const string NotImplemented = "throw new NotImplementedException();";

    /// <summary>The placeholder for a solution in text.</summary>
    public const string YourAnswer = "*Your answer:*";

    /// <param name="source">The notebook with its solutions.</param>
    /// <param name="kind">The audience.</param>
    /// <param name="solutions">The number of solutions.</param>
    /// <returns>A copy, without outputs.</returns>
    /// <exception cref="DocumentException">
    /// A marker is unpaired or misspelt; the message names cell and line.
    /// </exception>
    public static Notebook Make(Notebook source, EditionKind kind, out int solutions)
    {
        var count = 0;
        var edition = new Notebook
        {
            Metadata = source.Metadata,
            Cells =
            [
                .. source
                    .Cells.Select(
                        (cell, index) =>
                        {
                            var marks = Marks.Of(source, cell);
                            var text = LabMarks.RemoveRows(cell);
                            return cell.WithoutOutputs(Make(text, kind, marks, index + 1, ref count));
                        }
                    )
                    // The cell had only markers.
                    .Where((cell, index) => cell.Source.Length > 0 || source.Cells[index].Source.Length == 0),
            ],
        };
        solutions = count;
        return edition;
    }

    private static string Make(string text, EditionKind kind, Marks marks, int cell, ref int solutions)
    {
        var lines = text.Split('\n');
        var kept = new List<string>(lines.Length);
        var begin = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line == marks.Begin)
            {
                if (begin > 0)
                {
                    throw Error(i, $"{marks.Begin} again before the {marks.End} of line {begin}");
                }
                begin = i + 1;
                solutions++;
                if (kind == EditionKind.Student)
                {
                    kept.Add(lines[i].Replace(marks.Begin, marks.Placeholder));
                    if (marks == Marks.Code && Returns(lines.Skip(begin).TakeWhile(other => other.Trim() != marks.End)))
                    {
                        kept.Add(lines[i].Replace(marks.Begin, NotImplemented));
                    }
                }
            }
            else if (line == marks.End)
            {
                if (begin == 0)
                {
                    throw Error(i, $"{marks.End} without a {marks.Begin} above it");
                }
                begin = 0;
            }
            else if (LooksLikeMark().IsMatch(line))
            {
                // An unrecognised marker would leak the solution.
                throw Error(i, $"a mark is the line {marks.Begin} or {marks.End} and nothing else, not \"{line}\"");
            }
            else if (begin == 0 || kind == EditionKind.Solutions)
            {
                kept.Add(lines[i]);
            }
        }
        return begin == 0
            ? string.Join('\n', kept)
            : throw Error(begin - 1, $"{marks.Begin} without a {marks.End} below it in this cell");

        DocumentException Error(int index, string message) => new($"cell {cell}, line {index + 1}: {message}.");
    }

    private static bool Returns(IEnumerable<string> solution) => solution.Any(line => ReturnsValue().IsMatch(line));

    [GeneratedRegex(@"^\s*return\s+[^;]")]
    private static partial Regex ReturnsValue();

    [GeneratedRegex(@"^\W*(BEGIN|END)[\s_-]*SOLUTIONS?\b", RegexOptions.IgnoreCase)]
    private static partial Regex LooksLikeMark();

    /// <summary>The markers in one kind of cell.</summary>
    private sealed record Marks(string Begin, string End, string Placeholder)
    {
        public static readonly Marks Code = new("// BEGIN SOLUTION", "// END SOLUTION", YourCode);
        private static readonly Marks Text = new("<!-- BEGIN SOLUTION -->", "<!-- END SOLUTION -->", YourAnswer);

        public static Marks Of(Notebook notebook, Cell cell) =>
            cell.Type != CellType.Code ? Text
            : notebook.KernelOf(cell) == "html" ? Text with { Placeholder = "<!-- YOUR CODE HERE -->" }
            : Code;
    }
}
