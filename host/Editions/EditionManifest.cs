using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Editions;

/// <summary>
/// Records what digitlab wrote to a folder, in its subfolder .digitlab: the hash of each file and the notebooks as
/// written. Changes by students are detected by comparing with it.
/// </summary>
internal sealed class EditionManifest
{
    private const string FolderName = ".digitlab";
    private readonly string folder;
    private readonly Dictionary<string, string> hashes = new(StringComparer.Ordinal);

    private EditionManifest(string folder) => this.folder = Path.Combine(folder, FolderName);

    /// <summary>The folder's edition; null if nothing has been written yet.</summary>
    public EditionKind? Kind { get; private set; }

    /// <summary>The file names, relative to the folder.</summary>
    public IEnumerable<string> Names => hashes.Keys;

    private string ListPath => Path.Combine(folder, "manifest.json");

    /// <exception cref="DocumentException">The manifest is damaged.</exception>
    public static EditionManifest Load(string folder)
    {
        var manifest = new EditionManifest(folder);
        if (!File.Exists(manifest.ListPath))
        {
            return manifest;
        }
        try
        {
            var list = JsonNode.Parse(File.ReadAllText(manifest.ListPath))!;
            manifest.Kind = Enum.Parse<EditionKind>((string)list["edition"]!, ignoreCase: true);
            foreach (var (name, hash) in list["files"]!.AsObject())
            {
                manifest.hashes[name] = (string)hash!;
            }
            return manifest;
        }
        catch (Exception e)
            when (e is JsonException or InvalidOperationException or ArgumentException or NullReferenceException)
        {
            throw new DocumentException(
                $"{manifest.ListPath}: this is not a manifest that digitlab wrote. Write to another folder.",
                e
            );
        }
    }

    /// <summary>Whether a file is unchanged since it was written.</summary>
    public bool IsUnchanged(string name, byte[] content) =>
        hashes.TryGetValue(name, out var hash) && hash == Hash(content);

    /// <summary>A notebook as it was written; null if it was not.</summary>
    public Notebook? Pristine(string name)
    {
        var path = PristinePath(name);
        return hashes.ContainsKey(name) && File.Exists(path) ? NotebookFile.Load(path) : null;
    }

    /// <summary>Replaces the manifest.</summary>
    public void Save(EditionKind kind, IReadOnlyDictionary<string, byte[]> files)
    {
        foreach (var gone in hashes.Keys.Except(files.Keys).Select(PristinePath).Where(File.Exists))
        {
            File.Delete(gone);
        }
        foreach (var (name, content) in files.Where(file => NotebookFile.IsNotebook(file.Key)))
        {
            NotebookFile.WriteBytes(PristinePath(name), content);
        }
        var list = new JsonObject
        {
            ["edition"] = kind.ToString().ToLowerInvariant(),
            ["files"] = new JsonObject(
                files
                    .OrderBy(file => file.Key, StringComparer.Ordinal)
                    .Select(file => KeyValuePair.Create(file.Key, (JsonNode?)Hash(file.Value)))
            ),
        };
        NotebookFile.WriteText(ListPath, list.ToJsonString(Json.Indented) + "\n");
    }

    private string PristinePath(string name) => Path.Combine(folder, "pristine", name);

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));
}
