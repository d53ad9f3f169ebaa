using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Running;

/// <summary>A notebook given to a command; <paramref name="Notebook"/> is null if it cannot be read.</summary>
internal sealed record Lab(string Path, Notebook? Notebook)
{
    public string Name => System.IO.Path.GetFileNameWithoutExtension(Path);
}

/// <summary>Finds notebooks by paths of files and folders.</summary>
internal static class LabFinder
{
    /// <summary>The default: notebooks/, or the current folder, as in a student's folder.</summary>
    public static string DefaultFolder => Directory.Exists("notebooks") ? "notebooks" : ".";

    /// <summary>
    /// In a folder, notebooks imported by others, and .ipynb files next to a .dib of the same name, are not
    /// listed.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="labs">The notebooks, in order.</param>
    /// <param name="problems">Why paths are not valid; empty on success.</param>
    /// <returns>Whether there are no problems.</returns>
    public static bool TryFind(IReadOnlyList<string> paths, out List<Lab> labs, out List<string> problems)
    {
        labs = [];
        problems = [];
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                AddFolder(path, labs, problems);
            }
            else if (!File.Exists(path))
            {
                problems.Add($"{path}: there is no such notebook or folder.");
            }
            else if (!NotebookFile.IsNotebook(path))
            {
                problems.Add($"{path}: a notebook's name ends in .dib or .ipynb.");
            }
            else
            {
                labs.Add(Load(path));
            }
        }
        labs = [.. labs.DistinctBy(lab => Path.GetFullPath(lab.Path))];
        foreach (var twice in labs.GroupBy(lab => lab.Name).Where(group => group.Count() > 1))
        {
            problems.Add($"{string.Join(" and ", twice.Select(lab => lab.Path))} would be written to the same file.");
        }
        return problems.Count == 0;
    }

    private static void AddFolder(string path, List<Lab> labs, List<string> problems)
    {
        var files = Directory.EnumerateFiles(path).Where(NotebookFile.IsNotebook).ToHashSet(StringComparer.Ordinal);
        if (files.Count == 0)
        {
            problems.Add($"{path}: there are no notebooks (.dib or .ipynb) in this folder.");
        }
        files.RemoveWhere(file =>
            Path.GetExtension(file) == ".ipynb" && files.Contains(Path.ChangeExtension(file, ".dib"))
        );
        var found = files.Order(StringComparer.Ordinal).Select(Load).ToArray();
        var imported = found.SelectMany(lab => Imports(lab.Notebook)).ToHashSet(StringComparer.Ordinal);
        labs.AddRange(found.Where(lab => !imported.Contains(Path.GetFileName(lab.Path))));
    }

    private static IEnumerable<string> Imports(Notebook? notebook) =>
        (notebook?.Cells ?? [])
            .Where(cell => cell.Type == CellType.Code)
            .SelectMany(cell => CellSegment.Split(NotebookLanguages.CSharp, cell.Source))
            .SelectMany(segment => segment.Commands)
            .Where(command => command.Name == "import")
            .Select(command => command.Arguments.Trim('"', ' '));

    private static Lab Load(string path)
    {
        try
        {
            return new Lab(path, NotebookFile.Load(path));
        }
        catch (DocumentException)
        {
            // Reported when it is its turn to run.
            return new Lab(path, null);
        }
    }
}
