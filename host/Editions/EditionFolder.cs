using System.Text;
using DigitLab.Host.Documents;
using DigitLab.Host.Running;

namespace DigitLab.Host.Editions;

/// <summary>A file of an edition: its source and its content.</summary>
internal sealed record EditionFile(string Source, byte[] Content);

/// <summary>
/// An edition's folder: each notebook as .dib and .ipynb, and the files that they import and show. Files outside of the
/// notebooks' folder are loaded by absolute path, so that the folder works anywhere on this machine; a self-contained
/// edition has copies and works on other machines. Links to files outside are adjusted to the new location.
/// </summary>
/// <param name="folder">The folder to write.</param>
/// <param name="kind">The audience.</param>
/// <param name="selfContained">Whether to include the host and all files that notebooks load from elsewhere.</param>
internal sealed class EditionFolder(string folder, EditionKind kind, bool selfContained = false)
{
    private readonly string target = Path.GetFullPath(folder);
    private readonly Dictionary<string, EditionFile> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> labs = new(StringComparer.Ordinal);
    private readonly List<string> problems = [];
    private readonly List<string> warnings = [];

    /// <summary>Errors because of which the folder cannot be written.</summary>
    public IReadOnlyList<string> Problems => problems;

    /// <summary>Differences from the source to report.</summary>
    public IEnumerable<string> Warnings => warnings.Distinct();

    /// <summary>The files, by path.</summary>
    public IReadOnlyDictionary<string, EditionFile> Files => files;

    /// <summary>Reads and prepares notebooks; writes nothing.</summary>
    /// <returns>Name and number of solutions of each.</returns>
    public IReadOnlyList<(string Name, int Solutions)> Add(IReadOnlyList<Lab> notebooks)
    {
        labs.UnionWith(notebooks.Select(lab => WithoutExtension(Path.GetFullPath(lab.Path))));
        var added = notebooks.Select(lab => (lab.Name, AddLab(lab.Path))).ToArray();
        if (selfContained)
        {
            foreach (var (name, file) in PortableHost.Files())
            {
                AddFile(Path.Combine(target, name), file);
            }
        }
        var sources = files.Values.Select(file => Resolve(file.Source)).ToHashSet(StringComparer.Ordinal);
        if (files.Keys.Select(Resolve).FirstOrDefault(sources.Contains) is { } overwritten)
        {
            problems.Add(
                $"{overwritten} would be overwritten by its own edition: --out must be another folder than the notebooks'."
            );
        }
        return added;
    }

    private int AddLab(string path)
    {
        var root = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (Make(path, root, out var solutions) is not { } edition)
        {
            return 0;
        }
        var stem = Path.Combine(target, Path.GetFileNameWithoutExtension(path));
        Add(path, stem + ".dib", DibWriter.Write(edition));
        Add(path, stem + ".ipynb", IpynbWriter.Write(NotebookReferences.LinkToIpynb(edition)));
        return solutions;
    }

    /// <summary>
    /// The edition of a notebook below <paramref name="root"/>; null, and a problem, if it cannot be read.
    /// </summary>
    private Notebook? Make(string path, string root, out int solutions)
    {
        solutions = 0;
        Notebook source;
        try
        {
            source = NotebookFile.Load(path);
        }
        catch (DocumentException e)
        {
            problems.Add(e.Message);
            return null;
        }
        try
        {
            var edition = Edition.Make(source, kind, out solutions);
            return NotebookReferences.Replace(edition, (use, file) => Place(use, file, path, root));
        }
        catch (DocumentException e)
        {
            problems.Add($"{path}: {e.Message}");
            return null;
        }
    }

    /// <summary>
    /// The path by which the edition of <paramref name="owner"/> reaches a file; files inside the folder are copied.
    /// </summary>
    private string Place(NotebookReferences.Use use, string file, string owner, string root)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(owner))!;
        var full = Path.GetFullPath(file, folder);
        var below = Path.GetRelativePath(root, full);
        if (below.Split('/', '\\')[0] == ".." || Path.IsPathRooted(below))
        {
            var from = Path.Combine(target, Path.GetRelativePath(root, folder));
            return PlaceOutside(use, full, owner, from, root).Replace('\\', '/');
        }
        var copy = Path.Combine(target, below);
        if (labs.Contains(WithoutExtension(full)) && NotebookFile.IsNotebook(full) || files.ContainsKey(copy))
        {
            return file;
        }
        if (!File.Exists(full))
        {
            if (!Directory.Exists(full))
            {
                warnings.Add($"{owner}: {file} is not there.");
            }
        }
        else if (NotebookFile.IsNotebook(full))
        {
            if (use == NotebookReferences.Use.Link)
            {
                // A plain copy would include its solutions.
                warnings.Add($"{owner}: the link to {file} is broken, because that notebook is not among those given.");
                return file;
            }
            files[copy] = new(full, []);
            if (Make(full, root, out _) is { } edition)
            {
                var dib = Path.GetExtension(full).Equals(".dib", StringComparison.OrdinalIgnoreCase);
                files.Remove(copy);
                Add(full, copy, dib ? DibWriter.Write(edition) : IpynbWriter.Write(edition));
            }
        }
        else if (Path.GetExtension(full).Equals(".md", StringComparison.OrdinalIgnoreCase))
        {
            var text = File.ReadAllText(full);
            files[copy] = new(full, []);
            text = MarkdownLinks.Replace(
                text,
                address =>
                    RelativeLink.Parse(address) is { } link
                        ? (link with { Path = Place(NotebookReferences.Use.Link, link.Path, full, root) }).ToString()
                        : address
            );
            files[copy] = new(full, Encoding.UTF8.GetBytes(text));
        }
        else
        {
            files[copy] = new(full, File.ReadAllBytes(full));
        }
        return file;
    }

    /// <summary>The path from a folder of the edition to a file outside of the notebooks' folder.</summary>
    private string PlaceOutside(NotebookReferences.Use use, string full, string owner, string from, string root)
    {
        if (!selfContained)
        {
            return use == NotebookReferences.Use.Code ? full : Path.GetRelativePath(from, full);
        }
        var library = new LibraryCopy(root, target);
        if (NotebookFile.IsNotebook(full) || !library.TryAdd(full, use == NotebookReferences.Use.Code))
        {
            var what = use == NotebookReferences.Use.Code ? "cannot be loaded" : "leads nowhere";
            warnings.Add($"{owner}: {full} {what} from a self-contained folder: it is not copied.");
            return full;
        }
        foreach (var (path, file) in library.Files)
        {
            AddFile(path, file);
        }
        return Path.GetRelativePath(from, library.PlaceOf(full));
    }

    private void Add(string source, string path, string text) =>
        AddFile(path, new(Path.GetFullPath(source), Encoding.UTF8.GetBytes(text)));

    private void AddFile(string path, EditionFile file)
    {
        if (files.TryGetValue(path, out var other) && other.Source != file.Source)
        {
            problems.Add($"{other.Source} and {file.Source} would be written to the same file, {path}.");
        }
        files[path] = file;
    }

    private static string WithoutExtension(string path) => Path.ChangeExtension(path, null);

    /// <summary>The path with symbolic links resolved.</summary>
    private static string Resolve(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var real = Directory.Exists(folder)
            ? new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder
            : folder;
        return Path.Combine(real, Path.GetFileName(path));
    }
}
