using System.Text;
using System.Text.Json.Nodes;

namespace DigitLab.Host.Editions;

/// <summary>This program inside a self-contained edition: portable assemblies and start scripts.</summary>
internal static class PortableHost
{
    /// <summary>The folder of its assemblies.</summary>
    public const string Folder = "host";

    private const string Unix = """
        #!/bin/sh
        # Runs, renders and serves the notebooks of this folder; needs .NET: https://dotnet.microsoft.com/download
        exec dotnet "$(dirname "$0")/host/DigitLab.Host.dll" "$@"

        """;

    private const string Windows =
        "@rem Runs, renders and serves the notebooks of this folder; needs .NET: https://dotnet.microsoft.com/download\r\n"
        + "@dotnet \"%~dp0host\\DigitLab.Host.dll\" %*\r\n";

    /// <summary>The start script for Unix, which must be executable.</summary>
    public const string UnixScript = "digitlab";

    /// <summary>The files, by their path in the edition's folder.</summary>
    public static IEnumerable<(string Name, EditionFile File)> Files()
    {
        var program = typeof(PortableHost).Assembly.Location;
        var names = Assemblies(Path.ChangeExtension(program, ".deps.json"))
            .Append(Path.GetFileName(program))
            .Append(Path.GetFileName(Path.ChangeExtension(program, ".runtimeconfig.json")))
            .Concat(["LICENSE", "THIRD-PARTY-NOTICES.md"]);
        foreach (var name in names.Distinct())
        {
            var path = Path.Combine(AppContext.BaseDirectory, name);
            if (File.Exists(path))
            {
                yield return (Path.Combine(Folder, name), new(path, PortableAssembly.Read(path)));
            }
        }
        yield return (UnixScript, new(UnixScript, Encoding.UTF8.GetBytes(Unix.ReplaceLineEndings("\n"))));
        yield return ("digitlab.cmd", new("digitlab.cmd", Encoding.UTF8.GetBytes(Windows)));
    }

    /// <summary>
    /// The program's assemblies without translations. The deps.json is not copied, because it lists these; without it
    /// .NET loads what is in the folder.
    /// </summary>
    private static IEnumerable<string> Assemblies(string dependencies) =>
        JsonNode.Parse(File.ReadAllText(dependencies))!["targets"]!
            .AsObject()
            .SelectMany(target => target.Value!.AsObject())
            .SelectMany(library => library.Value!["runtime"]?.AsObject().Select(file => file.Key) ?? [])
            .Select(file => file.Split('/')[^1]);
}
