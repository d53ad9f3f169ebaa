using DigitLab.Host.Documents;
using DigitLab.Host.Running;

namespace DigitLab.Host.Export;

/// <summary>Markdown files that notebooks link to, such as a glossary; they get pages too.</summary>
internal static class LinkedDocuments
{
    /// <summary>
    /// The full paths of markdown files that the notebooks link to, directly or through such files, in the same
    /// folder.
    /// </summary>
    public static IReadOnlySet<string> Find(IEnumerable<Lab> labs)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var lab in labs)
        {
            foreach (var cell in (lab.Notebook?.Cells ?? []).Where(cell => cell.Type == CellType.Markdown))
            {
                Add(cell.Source, Path.GetDirectoryName(Path.GetFullPath(lab.Path))!, found);
            }
        }
        return found;
    }

    /// <summary>A markdown file as a notebook with one cell.</summary>
    public static Notebook Load(string path) =>
        new() { Cells = [new Cell { Type = CellType.Markdown, Source = File.ReadAllText(path) }] };

    private static void Add(string markdown, string folder, SortedSet<string> found)
    {
        foreach (var address in MarkdownLinks.Find(markdown))
        {
            if (RelativeLink.Parse(address) is not { } link || Path.GetExtension(link.Path) != ".md")
            {
                continue;
            }
            var path = Path.GetFullPath(link.Path, folder);
            if (Path.GetDirectoryName(path) == folder && File.Exists(path) && found.Add(path))
            {
                Add(File.ReadAllText(path), folder, found);
            }
        }
    }
}
