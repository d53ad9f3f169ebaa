using System.Diagnostics;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Session;

/// <summary>
/// A project that references packages, restored by the SDK, so that sources, caches and credentials are those of
/// <c>dotnet</c>. The same packages have the same folder, and are restored only once.
/// </summary>
internal sealed partial class PackageProject
{
    private readonly string folder;
    private readonly string names;
    private readonly bool isFloating;

    /// <param name="packages">The references.</param>
    /// <param name="sources">Sources in addition to those of NuGet.config.</param>
    /// <param name="names">The names of the new packages, for error messages.</param>
    public PackageProject(IEnumerable<PackageRequest> packages, IEnumerable<string> sources, string names)
    {
        this.names = names;
        var references = packages.Select(package =>
            $"""    <PackageReference Include="{SecurityElement.Escape(package.Name)}" Version="{SecurityElement.Escape(package.Version)}" />"""
        );
        var additional = string.Join(';', sources);
        var project = $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.{Environment.Version.Minor}</TargetFramework>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <NuGetAudit>false</NuGetAudit>
                <RestoreAdditionalProjectSources>{SecurityElement.Escape(additional)}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', references)}
              </ItemGroup>
            </Project>

            """;
        isFloating = packages.Any(package => package.Version.Contains('*'));
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(project)))[..16];
        var cache = Environment.GetFolderPath(
            Environment.SpecialFolder.LocalApplicationData,
            Environment.SpecialFolderOption.Create
        );
        folder = Path.Combine(cache.Length > 0 ? cache : Path.GetTempPath(), "digitlab", "packages", key);
        Directory.CreateDirectory(folder);
        NotebookFile.WriteText(Path.Combine(folder, "packages.csproj"), project);
    }

    /// <summary>Restores the packages and their dependencies.</summary>
    /// <param name="workingDirectory">The notebook's folder; NuGet.config is searched there and in its parents.</param>
    /// <param name="interrupt">Cancels the restore.</param>
    /// <exception cref="MagicCommandException">A package cannot be restored; the message says why.</exception>
    public IReadOnlyList<RestoredPackage> Restore(string workingDirectory, CancellationToken interrupt)
    {
        var assets = Path.Combine(folder, "obj", "project.assets.json");
        // A failed restore leaves an assets file too, so the marker file records success. Floating versions are
        // restored every time.
        var mark = Path.Combine(folder, "restored");
        if (!isFloating && File.Exists(mark) && RestoredPackage.Read(assets) is { } known)
        {
            return known;
        }
        Run(workingDirectory, interrupt);
        File.WriteAllText(mark, "");
        return RestoredPackage.Read(assets)
            ?? throw new MagicCommandException($"{names}: the restored packages are missing from NuGet's folder.");
    }

    private void Run(string workingDirectory, CancellationToken interrupt)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", "packages.csproj", "--nologo", "-v", "quiet", "-tl:off"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        if (FindNuGetConfig(workingDirectory) is { } config)
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
            throw new MagicCommandException(
                $"{names} could not be restored. {Reason(output + error.Result)}".TrimEnd()
            );
        }
    }

    /// <summary>The notebook's NuGet.config, instead of one above the cache folder.</summary>
    private static string? FindNuGetConfig(string workingDirectory)
    {
        for (var parent = new DirectoryInfo(workingDirectory); parent is not null; parent = parent.Parent)
        {
            var found = parent
                .EnumerateFiles()
                .FirstOrDefault(file => file.Name.Equals("nuget.config", StringComparison.OrdinalIgnoreCase));
            if (found is not null)
            {
                return found.FullName;
            }
        }
        return null;
    }

    /// <summary>NuGet's errors, with a hint.</summary>
    internal static string Reason(string output)
    {
        var errors = output
            .Split('\n')
            .Select(line => ErrorLine().Match(line))
            .Where(match => match.Success)
            .Select(match => (Code: match.Groups["code"].Value, Text: match.Groups["message"].Value.Trim()))
            .Distinct()
            .Take(3)
            .ToArray();
        if (errors.Length == 0)
        {
            return string.Join('\n', output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(5));
        }
        var advice = errors[0].Code switch
        {
            "NU1101" => "Is the name right? #i \"nuget: SOURCE\" adds a source.",
            "NU1103" => "There are only prereleases: use one of them, or *-* for the newest.",
            "NU1102" => "Use an existing version, or none for the newest.",
            "NU1301" => "Is there a network? Packages restored before need none if their full version is given.",
            "NU1605" or "NU1107" => "Use the higher version.",
            "NU1202" => "It does not support this .NET; try another version.",
            _ when errors[0].Text.Contains("Central Directory", StringComparison.Ordinal) =>
                "The package's file is damaged: delete it and download it again.",
            _ => "",
        };
        var reasons = errors.Select(error => $"{error.Code}: {error.Text.TrimEnd('.')}.".TrimStart(':', ' '));
        return string.Join(" ", reasons.Append(advice)).TrimEnd();
    }

    [GeneratedRegex(@"\berror\s*(?<code>[A-Z]+\d+)?\s*:\s*(?<message>.*?)(\[[^\]]*csproj\])?\s*$")]
    private static partial Regex ErrorLine();
}
