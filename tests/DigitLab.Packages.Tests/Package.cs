using System.IO.Compression;
using System.Xml.Linq;

namespace DigitLab.Packages.Tests;

/// <summary>What a .nupkg says of itself.</summary>
internal sealed class Package
{
    private readonly XElement metadata;

    private Package(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        Files = [.. archive.Entries.Select(entry => entry.FullName)];
        using var nuspec = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec")).Open();
        metadata = XDocument.Load(nuspec).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
    }

    public IReadOnlyList<string> Files { get; }

    public string Version => Text("version");

    /// <summary>The packages that it brings along, and whether its users' code sees their types.</summary>
    public IReadOnlyDictionary<string, bool> Dependencies =>
        metadata
            .Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(
                element => (string)element.Attribute("id")!,
                element => Names("include", element, "Compile") && !Names("exclude", element, "none")
            );

    private static bool Names(string attribute, XElement element, string missing) =>
        ((string?)element.Attribute(attribute) ?? missing).Split(',').Contains("Compile");

    public string Text(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;

    /// <summary>The package of that name in a folder.</summary>
    public static Package Single(string folder, string id) =>
        new(
            Directory
                .EnumerateFiles(folder, $"{id}.*.nupkg")
                .Single(path => char.IsAsciiDigit(Path.GetFileName(path)[id.Length + 1]))
        );
}
