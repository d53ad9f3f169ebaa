using System.Text;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Editions;

/// <summary>
/// Writes an edition to a folder that may hold an earlier one with students' work, which is never overwritten.
/// </summary>
internal sealed class EditionWriter
{
    private readonly string folder;
    private readonly EditionKind kind;
    private readonly EditionManifest manifest;
    private readonly Dictionary<string, byte[]> edition;
    private readonly Dictionary<string, byte[]> writes = new(StringComparer.Ordinal);
    private readonly List<string> changed = [];
    private readonly List<string> notes = [];

    /// <param name="folder">The folder.</param>
    /// <param name="kind">The audience.</param>
    /// <param name="files">Its files, by path.</param>
    /// <param name="update">Whether to merge new versions into files that students changed.</param>
    /// <exception cref="DocumentException">The folder holds another edition.</exception>
    public EditionWriter(string folder, EditionKind kind, IReadOnlyDictionary<string, EditionFile> files, bool update)
    {
        this.folder = Path.GetFullPath(folder);
        this.kind = kind;
        manifest = EditionManifest.Load(folder);
        if (manifest.Kind is { } other && other != kind)
        {
            throw new DocumentException(
                $"{folder}: the folder holds the {other.ToString().ToLowerInvariant()} edition. Write to another one."
            );
        }
        edition = files.ToDictionary(
            file => Path.GetRelativePath(this.folder, file.Key).Replace('\\', '/'),
            file => file.Value.Content,
            StringComparer.Ordinal
        );
        foreach (var (name, content) in edition)
        {
            Plan(name, content, update);
        }
        notes.AddRange(
            manifest
                .Names.Where(name => !edition.ContainsKey(name) && File.Exists(PathOf(name)))
                .Select(name => $"{name}: is no longer part of the labs; it is kept.")
        );
    }

    /// <summary>Changed files that would be overwritten; if there are any, nothing may be written.</summary>
    public IReadOnlyList<string> Changed => changed;

    /// <summary>Notes for the student.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>The number of new or changed files.</summary>
    public int Count => writes.Count;

    public void Write()
    {
        foreach (var (name, content) in writes)
        {
            NotebookFile.WriteBytes(PathOf(name), content);
            if (name == PortableHost.UnixScript && !OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(PathOf(name), File.GetUnixFileMode(PathOf(name)) | AllMayExecute);
            }
        }
        manifest.Save(kind, edition);
    }

    private const UnixFileMode AllMayExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private void Plan(string name, byte[] content, bool update)
    {
        var path = PathOf(name);
        if (!File.Exists(path))
        {
            writes[name] = content;
            return;
        }
        var current = File.ReadAllBytes(path);
        if (current.AsSpan().SequenceEqual(content))
        {
            return;
        }
        if (manifest.IsUnchanged(name, current))
        {
            writes[name] = content;
        }
        else if (!update)
        {
            changed.Add(path);
        }
        else if (!manifest.IsUnchanged(name, content))
        {
            Merge(name, content);
        }
    }

    private void Merge(string name, byte[] content)
    {
        if (NotebookFile.IsNotebook(name) && manifest.Pristine(name) is { } pristine)
        {
            try
            {
                var conflicts = new List<string>();
                var dib = Path.GetExtension(name).Equals(".dib", StringComparison.OrdinalIgnoreCase);
                var text = Encoding.UTF8.GetString(content);
                var merged = NotebookMerge.Merge(
                    pristine,
                    NotebookFile.Load(PathOf(name)),
                    dib ? DibReader.Read(text) : IpynbReader.Read(text),
                    conflicts
                );
                writes[name] = Encoding.UTF8.GetBytes(dib ? DibWriter.Write(merged) : IpynbWriter.Write(merged));
                notes.AddRange(conflicts.Select(conflict => $"{name}: {conflict}"));
                return;
            }
            catch (DocumentException e)
            {
                notes.Add(e.Message);
            }
        }
        var beside = $"{Path.ChangeExtension(name, null)}.new{Path.GetExtension(name)}";
        writes[beside] = content;
        notes.Add($"{name}: your version is kept; the new one is {beside}.");
    }

    private string PathOf(string name) => Path.Combine(folder, name);
}
