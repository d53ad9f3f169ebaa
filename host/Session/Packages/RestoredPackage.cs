using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Session;

/// <summary>A package on this machine, with the files for this platform.</summary>
internal sealed record RestoredPackage
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required string Folder { get; init; }

    /// <summary>References for the compiler.</summary>
    public required IReadOnlyList<string> Compile { get; init; }

    /// <summary>Assemblies to load.</summary>
    public required IReadOnlyList<string> Runtime { get; init; }

    /// <summary>Native libraries for this platform.</summary>
    public required IReadOnlyList<string> Natives { get; init; }

    /// <summary>The platforms that it has native libraries for, if this one is not among them.</summary>
    public required IReadOnlyList<string> OtherSystems { get; init; }

    public override string ToString() => $"{Name} {Version}";

    /// <summary>
    /// Reads the project.assets.json of a restore; null if it is missing or damaged, or a package is missing.
    /// </summary>
    public static IReadOnlyList<RestoredPackage>? Read(string assets)
    {
        if (!File.Exists(assets))
        {
            return null;
        }
        try
        {
            return Parse(File.ReadAllText(assets));
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or NullReferenceException
                        or ArgumentException
                        or IndexOutOfRangeException
            )
        {
            // Damaged, or of another version: restore again.
            return null;
        }
    }

    private static List<RestoredPackage>? Parse(string text)
    {
        var root = Json.Parse(text)!;
        var folders = root["packageFolders"]!.AsObject().Select(entry => entry.Key).ToArray();
        var libraries = root["libraries"]!.AsObject();
        var packages = new List<RestoredPackage>();
        foreach (var (library, content) in root["targets"]!.AsObject().First().Value!.AsObject())
        {
            if (libraries[library].Text("path") is not { } path)
            {
                continue;
            }
            if (folders.Select(parent => Path.Combine(parent, path)).FirstOrDefault(Directory.Exists) is not { } folder)
            {
                return null;
            }
            var targets = RuntimeTargets(content!["runtimeTargets"]).ToArray();
            var fitting = targets.Where(target => Fitting.Contains(target.Rid)).ToArray();
            var natives = targets.Where(target => target.Kind == "native").ToArray();
            packages.Add(
                new RestoredPackage
                {
                    Name = library.Split('/')[0],
                    Version = library.Split('/')[1],
                    Folder = folder,
                    Compile = [.. Files(content["compile"]).Where(IsAssembly).Select(Full)],
                    Runtime =
                    [
                        .. Files(content["runtime"])
                            .Concat(fitting.Where(target => target.Kind != "native").Select(target => target.File))
                            .Select(Full),
                    ],
                    Natives = [.. fitting.Where(target => target.Kind == "native").Select(target => Full(target.File))],
                    OtherSystems =
                        natives.Length > 0 && !natives.Any(native => Fitting.Contains(native.Rid))
                            ? [.. natives.Select(native => native.Rid!).Distinct().Order(StringComparer.Ordinal)]
                            : [],
                }
            );

            string Full(string file) => Path.Combine(folder, file);
        }
        return packages;
    }

    /// <summary>This platform's runtime identifiers, from general to specific.</summary>
    private static readonly string[] Fitting = FindFitting();

    private static string[] FindFitting()
    {
        var architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        if (OperatingSystem.IsWindows())
        {
            return ["any", "win", $"win-{architecture}"];
        }
        var system = OperatingSystem.IsMacOS() ? "osx" : "linux";
        string[] rids = ["any", "unix", $"unix-{architecture}", system, $"{system}-{architecture}"];
        var isMusl =
            RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
        return isMusl ? [.. rids, "linux-musl", $"linux-musl-{architecture}"] : rids;
    }

    private static IEnumerable<string> Files(JsonNode? group) =>
        (group as JsonObject ?? [])
            .Select(entry => entry.Key)
            .Where(file => !file.EndsWith("/_._", StringComparison.Ordinal));

    private static bool IsAssembly(string file) => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<(string File, string? Rid, string? Kind)> RuntimeTargets(JsonNode? group) =>
        (group as JsonObject ?? [])
            .Select(entry => (entry.Key, Rid: entry.Value.Text("rid"), Kind: entry.Value.Text("assetType")))
            .OrderBy(entry => Array.IndexOf(Fitting, entry.Rid));
}
