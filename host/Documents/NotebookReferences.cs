using System.Text.RegularExpressions;

namespace DigitLab.Host.Documents;

/// <summary>The files that a notebook names by a path relative to it, found and replaced where they stand.</summary>
internal static partial class NotebookReferences
{
    /// <summary>What a file is to the notebook that names it.</summary>
    public enum Use
    {
        /// <summary>A cell runs or loads it: <c>#!import</c>, <c>#load</c>, <c>#r</c>, <c>--from-file</c>.</summary>
        Code,

        /// <summary>The text shows it or leads to it.</summary>
        Link,
    }

    /// <summary>A copy of the notebook in which each relative path is what <paramref name="change"/> makes of it.</summary>
    public static Notebook Replace(Notebook notebook, Func<Use, string, string> change) =>
        new()
        {
            Metadata = notebook.Metadata,
            Cells =
            [
                .. notebook.Cells.Select(cell =>
                {
                    var copy = cell.WithoutOutputs(Replace(cell, change));
                    copy.ExecutionCount = cell.ExecutionCount;
                    copy.Outputs.AddRange(cell.Outputs);
                    return copy;
                }),
            ],
        };

    /// <summary>
    /// The notebook as Jupyter and GitHub want it: links lead from one .ipynb to the next, not to the .dib that it was made
    /// of. What the notebook itself imports is a .dib in either case.
    /// </summary>
    public static Notebook LinkToIpynb(Notebook notebook)
    {
        var imported = new HashSet<string>(StringComparer.Ordinal);
        Replace(
            notebook,
            (use, path) =>
            {
                if (use == Use.Code)
                {
                    imported.Add(path);
                }
                return path;
            }
        );
        return Replace(
            notebook,
            (use, path) =>
                use == Use.Link && path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase) && !imported.Contains(path)
                    ? Path.ChangeExtension(path, ".ipynb")
                    : path
        );
    }

    /// <summary>The code with each path of a file that it loads, absolute ones too, replaced by what <paramref name="change"/> makes of it.</summary>
    public static string ReplaceInCode(string code, Func<string, string> change) =>
        CodePath()
            .Replace(
                code,
                match => match.Groups["before"].Value + change(match.Groups["path"].Value) + match.Groups["after"].Value
            );

    private static string Replace(Cell cell, Func<Use, string, string> change) =>
        cell.Type switch
        {
            CellType.Markdown => MarkdownLinks.Replace(
                cell.Source,
                address =>
                {
                    if (RelativeLink.Parse(address) is not { } link)
                    {
                        return address;
                    }
                    var path = change(Use.Link, link.Path);
                    return path == link.Path ? address : (link with { Path = path }).ToString();
                }
            ),
            CellType.Code => ReplaceInCode(
                cell.Source,
                path => Path.IsPathRooted(path) ? path : change(Use.Code, path)
            ),
            _ => cell.Source,
        };

    /// <summary>A line that loads a file. The name of an assembly of the framework has no extension of a file.</summary>
    [GeneratedRegex(
        """^(?<before>\s*\#load[ \t]+"|\s*\#r[ \t]+"(?=[^"]*\.dll")|\#!import[ \t]+"?|\#!value\b.*--from-file[ \t]+"?)(?!nuget:|@)(?<path>[^"\r\n]+?)(?<after>"?[ \t]*\r?$)""",
        RegexOptions.Multiline
    )]
    private static partial Regex CodePath();
}
