using System.Text;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Editions;

/// <summary>
/// Copies of files outside of the notebooks' folder, in the same relative layout: a script with the files that it
/// loads, an assembly with the files next to it.
/// </summary>
/// <param name="root">The notebooks' folder.</param>
/// <param name="target">The edition's folder.</param>
internal sealed class LibraryCopy(string root, string target)
{
    /// <summary>The default build of the labs' library, relative to the script that selects a build.</summary>
    private static readonly string LabLibrary = Path.Combine("DigitLab", "bin", "Release", "net8.0", "references.csx");

    private readonly Dictionary<string, EditionFile> files = new(StringComparer.Ordinal);

    /// <summary>The copies, by path.</summary>
    public IReadOnlyDictionary<string, EditionFile> Files => files;

    /// <summary>The path of a file's copy.</summary>
    public string PlaceOf(string full)
    {
        var path = Path.GetRelativePath(root, full);
        if (Path.IsPathRooted(path))
        {
            return Path.Combine(target, "lib", Path.GetFileName(full));
        }
        return Path.Combine([target, .. path.Split('/', '\\').SkipWhile(part => part == "..")]);
    }

    /// <summary>Adds a file and its dependencies.</summary>
    /// <param name="full">The file.</param>
    /// <param name="runs">Whether it is loaded as code.</param>
    /// <returns>Whether the file exists.</returns>
    public bool TryAdd(string full, bool runs)
    {
        var place = PlaceOf(full);
        if (files.ContainsKey(place))
        {
            return true;
        }
        if (!File.Exists(full))
        {
            return false;
        }
        files[place] = new(full, []);
        var folder = Path.GetDirectoryName(full)!;
        switch (runs ? Path.GetExtension(full).ToLowerInvariant() : "")
        {
            case ".cs" or ".csx":
                var script = NotebookReferences.ReplaceInCode(File.ReadAllText(full), path => Loaded(path, full));
                files[place] = new(full, Encoding.UTF8.GetBytes(script));
                TryAdd(Path.Combine(folder, LabLibrary), runs: true);
                return true;
            case ".dll":
                foreach (var beside in Directory.EnumerateFiles(folder).Where(IsNeeded))
                {
                    TryAdd(beside, runs: false);
                }
                break;
        }
        files[place] = new(full, PortableAssembly.Read(full));
        return true;
    }

    /// <summary>The path by which the copied script loads a file.</summary>
    private string Loaded(string path, string script)
    {
        var full = Path.GetFullPath(path, Path.GetDirectoryName(script)!);
        return TryAdd(full, runs: true)
            ? Path.GetRelativePath(Path.GetDirectoryName(PlaceOf(script))!, PlaceOf(full)).Replace('\\', '/')
            : path;
    }

    private static bool IsNeeded(string path) =>
        Path.GetExtension(path) is not (".pdb" or ".csx" or ".cs" or PortableAssembly.ListExtension);
}
