using System.Diagnostics;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Session;

/// <summary>
/// Packages that cells ask for by <c>#r "nuget: Name, version"</c>: restored by the SDK itself, so that sources, caches
/// and credentials are those of <c>dotnet</c>; the result is kept and asked for only once.
/// </summary>
internal sealed partial class NuGetPackages(string workingDirectory)
{
    private readonly List<(string Name, string Version)> packages = [];
    private readonly List<string> sources = [];

    /// <summary>Restores what <paramref name="code"/> asks for and returns the code without these lines (left empty).</summary>
    /// <exception cref="MagicCommandException">A package cannot be restored; the message names it and the reason.</exception>
    public string Restore(string code, CSharpSession session, CancellationToken interrupt)
    {
        if (!code.Contains("nuget", StringComparison.OrdinalIgnoreCase))
        {
            return code;
        }
        var before = packages.Count;
        var lines = code.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (PackageLine().Match(lines[i]) is { Success: true } package)
            {
                Add(package.Groups["name"].Value, package.Groups["version"].Value, i + 1);
            }
            else if (SourceLine().Match(lines[i]) is { Success: true } source)
            {
                sources.Add(source.Groups["source"].Value.Trim());
            }
            else
            {
                continue;
            }
            lines[i] = "";
        }
        if (packages.Count > before)
        {
            Restore(session, before, interrupt);
        }
        return string.Join('\n', lines);
    }

    private void Add(string name, string version, int line)
    {
        version = version is "" or "*" or "*-*" ? "*" : version;
        var known = packages.FindIndex(package => package.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (known < 0)
        {
            packages.Add((name, version));
        }
        else if (packages[known].Version != version && version != "*")
        {
            throw new MagicCommandException(
                $"{name} is already loaded in version {packages[known].Version}; {version} can be had after a restart.",
                line
            );
        }
    }

    private void Restore(CSharpSession session, int firstNew, CancellationToken interrupt)
    {
        var names = string.Join(
            ", ",
            packages.Skip(firstNew).Select(package => $"{package.Name} {package.Version}".TrimEnd(' ', '*'))
        );
        var progress = $"Installing {names} ...".Display("text/plain");
        try
        {
            var folder = ProjectFolder();
            var assets = Path.Combine(folder, "obj", "project.assets.json");
            // A restore that fails leaves its assets file too: the mark is set by one that succeeded. A floating version is
            // asked for anew; a fixed one that is there is there.
            var mark = Path.Combine(folder, "restored");
            if (!File.Exists(mark) || packages.Any(package => package.Version.Contains('*')))
            {
                RunRestore(folder, names, interrupt);
                File.WriteAllText(mark, "");
            }
            var loaded = Load(assets, session);
            progress.Update($"Installed {string.Join(", ", loaded)}");
        }
        catch
        {
            packages.RemoveRange(firstNew, packages.Count - firstNew);
            progress.Update($"Could not install {names}");
            throw;
        }
    }

    /// <summary>A project that asks for these packages, in a folder that is the same for the same packages.</summary>
    private string ProjectFolder()
    {
        var references = packages.Select(package =>
            $"""    <PackageReference Include="{SecurityElement.Escape(package.Name)}" Version="{SecurityElement.Escape(package.Version)}" />"""
        );
        var restoreSources =
            sources.Count == 0
                ? ""
                : $"<RestoreAdditionalProjectSources>{SecurityElement.Escape(string.Join(';', sources))}</RestoreAdditionalProjectSources>";
        var project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <NuGetAudit>false</NuGetAudit>
                {restoreSources}
              </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', references)}
              </ItemGroup>
            </Project>

            """;
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        var cache = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.Create
        );
        var folder = Path.Combine(cache.Length > 0 ? cache : Path.GetTempPath(), "digitlab", "packages", key);
        Directory.CreateDirectory(folder);
        NotebookFile.WriteText(Path.Combine(folder, "packages.csproj"), project);
        return folder;
    }

    private void RunRestore(string folder, string names, CancellationToken interrupt)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", "packages.csproj", "--nologo", "-v", "quiet", "-tl:off"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The notebook's own NuGet.config counts, not one above the cache folder.
        if (FindNuGetConfig() is { } config)
        {
            start.ArgumentList.Add("--configfile");
            start.ArgumentList.Add(config);
        }
        using var process =
            Process.Start(start) ?? throw new MagicCommandException("dotnet restore could not be started.");
        using var registration = interrupt.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        interrupt.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            var reasons = (output + error.Result)
                .Split('\n')
                .Select(line => ErrorLine().Match(line))
                .Where(match => match.Success)
                .Select(match => match.Groups["message"].Value.Trim())
                .Distinct()
                .Take(3);
            throw new MagicCommandException($"{names} could not be restored. {string.Join(" ", reasons)}".TrimEnd());
        }
    }

    private string? FindNuGetConfig()
    {
        for (var folder = new DirectoryInfo(workingDirectory); folder is not null; folder = folder.Parent)
        {
            var found = folder
                .EnumerateFiles()
                .FirstOrDefault(file => file.Name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
            if (found is not null)
            {
                return found.FullName;
            }
        }
        return null;
    }

    /// <summary>Makes the assemblies and native libraries of a restored project known to the session.</summary>
    /// <returns>The packages that the cells asked for, with the versions they got.</returns>
    private List<string> Load(string assets, CSharpSession session)
    {
        var root = Json.Parse(File.ReadAllText(assets))!;
        var folders = root["packageFolders"]!.AsObject().Select(entry => entry.Key).ToArray();
        var libraries = root["libraries"]!.AsObject();
        var target = root["targets"]!.AsObject().First().Value!.AsObject();
        var loaded = new List<string>();
        var names = target.Select(entry => entry.Key.Split('/')[0]).ToHashSet();
        if (TorchConflict.Of(session.Submissions.Select(submission => submission.Compilation), names) is { } conflict)
        {
            throw new MagicCommandException(conflict);
        }
        foreach (var (library, content) in target)
        {
            var path = libraries[library].Text("path");
            var folder = path is null
                ? null
                : folders.Select(root => Path.Combine(root, path)).FirstOrDefault(Directory.Exists);
            if (folder is null)
            {
                continue;
            }
            foreach (
                var file in Files(content!["compile"]).Where(file => file.EndsWith(".dll", StringComparison.Ordinal))
            )
            {
                session.AddReference(Path.Combine(folder, file));
            }
            foreach (var file in Files(content["runtime"]))
            {
                session.LoadContext.AddReference(Path.Combine(folder, file));
            }
            foreach (var (file, kind) in RuntimeFiles(content["runtimeTargets"]))
            {
                if (kind == "native")
                {
                    session.LoadContext.AddNative(Path.Combine(folder, file));
                }
                else
                {
                    session.LoadContext.AddReference(Path.Combine(folder, file));
                }
            }
            if (packages.Any(package => library.StartsWith(package.Name + "/", StringComparison.OrdinalIgnoreCase)))
            {
                loaded.Add(library.Replace('/', ' '));
            }
        }
        return loaded;
    }

    private static IEnumerable<string> Files(JsonNode? group) =>
        (group as JsonObject ?? [])
            .Select(entry => entry.Key)
            .Where(file => !file.EndsWith("/_._", StringComparison.Ordinal));

    /// <summary>The files for this machine: of its own identifier, or of one it falls back to.</summary>
    private static IEnumerable<(string File, string? Kind)> RuntimeFiles(JsonNode? group)
    {
        var architecture = System
            .Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString()
            .ToLowerInvariant();
        var system =
            OperatingSystem.IsWindows() ? "win"
            : OperatingSystem.IsMacOS() ? "osx"
            : "linux";
        string[] fitting = [system == "win" ? "win" : "unix", system, $"{system}-{architecture}"];
        return (group as JsonObject ?? [])
            .Select(entry => (entry.Key, Rid: entry.Value.Text("rid"), Kind: entry.Value.Text("assetType")))
            .Where(entry => fitting.Contains(entry.Rid))
            .OrderBy(entry => Array.IndexOf(fitting, entry.Rid))
            .Select(entry => (entry.Key, entry.Kind));
    }

    [GeneratedRegex(
        """^\s*#r\s+"nuget:\s*(?<name>[^,"\s]+)\s*(,\s*(?<version>[^"]*?)\s*)?"\s*;?\s*$""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex PackageLine();

    [GeneratedRegex("""^\s*#i\s+"(nuget:)?\s*(?<source>[^"]+)"\s*$""", RegexOptions.IgnoreCase)]
    private static partial Regex SourceLine();

    [GeneratedRegex(@"error\s+(?<message>NU\d+:.*?)(\[[^\]]*csproj\])?\s*$")]
    private static partial Regex ErrorLine();
}
