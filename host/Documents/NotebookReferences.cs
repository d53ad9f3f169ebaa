using System.Text.RegularExpressions;

namespace DigitLab.Host.Documents;

/// <summary>Finds and replaces the files that a notebook refers to by relative paths.</summary>
internal static partial class NotebookReferences
{
    /// <summary>How a notebook uses a file.</summary>
    public enum Use
    {
        /// <summary>A cell runs or loads it: <c>#!import</c>, <c>#load</c>, <c>#r</c>, <c>--from-file</c>.</summary>
        Code,

        /// <summary>The text shows or links to it.</summary>
        Link,
    }

    /// <summary>
    /// A copy of the notebook in which each relative path is replaced by the result of <paramref name="change"/>.
    /// </summary>
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
    /// A copy for Jupyter and GitHub, in which links lead to other notebooks' .ipynb instead of their .dib. Imports
    /// keep their .dib.
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

    /// <summary>
    /// The code with each path of a file that it loads, also absolute ones, replaced by the result of <paramref
    /// name="change"/>.
    /// </summary>
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

    /// <summary>A line that loads a file. Names of framework assemblies have no file extension.</summary>
    [GeneratedRegex(
        """^(?<before>\s*\#load[ \t]+"|\s*\#r[ \t]+"(?=[^"]*\.dll")|\#!import[ \t]+"?|\#!value\b.*--from-file[ \t]+"?)(?!nuget:|@)(?<path>[^"\r\n]+?)(?<after>"?[ \t]*\r?$)""",
        RegexOptions.Multiline
    )]
    private static partial Regex CodePath();
}
