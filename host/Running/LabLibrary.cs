using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DigitLab.Host.Running;

/// <summary>The labs' library in this checkout: its builds for the backends, made when they are asked for.</summary>
internal static partial class LabLibrary
{
    /// <summary>What the packages of the other backend take on the disk, roughly.</summary>
    private const string Size = "about 600 MB to download";

    /// <summary>The folder lib/DigitLab: of the checkout that this program is of, else of the folder that it runs in.</summary>
    public static string? Find() =>
        new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }
            .SelectMany(Ancestors)
            .Select(folder => Path.Combine(folder, "lib", "DigitLab"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "DigitLab.csproj")));

    /// <summary>Makes a backend ready: builds the library for it where that is not done, and tries its native libraries.</summary>
    /// <param name="backend">As <see cref="TorchBackend.Named"/> gives it.</param>
    /// <param name="report">Told what takes time.</param>
    /// <param name="cancel">Ends the build.</param>
    /// <returns>Why notebooks cannot run on it; null when they can.</returns>
    public static async Task<string?> PrepareAsync(string backend, Action<string> report, CancellationToken cancel)
    {
        // The built-in one is built with this program.
        if (backend == TorchBackend.BuiltIn)
        {
            return null;
        }
        if (Find() is not { } library)
        {
            return $"The labs' library, lib/DigitLab, was not found: run digitlab in the checkout to use {backend}.";
        }
        var folder = TorchBackend.Folder(backend, library);
        if (!IsCurrent(folder, TorchBackend.Folder(TorchBackend.BuiltIn, library)))
        {
            report($"Building the labs' library for {backend}; the first time restores its packages, {Size} ...");
            if (await BuildAsync(library, cancel) is { } problem)
            {
                return problem;
            }
        }
        return TorchBackend.WhyNot(folder);
    }

    /// <summary>Whether a build is there and not older than the one for the built-in engine, which this program's build keeps up to date.</summary>
    private static bool IsCurrent(string folder, string builtIn)
    {
        var references = Path.Combine(folder, "references.csx");
        return File.Exists(references)
            && (
                !Directory.Exists(builtIn)
                || Directory
                    .EnumerateFiles(builtIn, "DigitLab*.dll")
                    .Where(file => Path.GetFileName(file) != $"{TorchBackend.BuiltIn}.dll")
                    .All(file => File.GetLastWriteTimeUtc(file) <= File.GetLastWriteTimeUtc(references))
            );
    }

    private static async Task<string?> BuildAsync(string library, CancellationToken cancel)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            ["build", library, "-c", "Release", "-p:TorchBackend=TorchSharp", "--nologo", "-v", "quiet", "-tl:off"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        using var cancellation = cancel.Register(() => process.Kill(entireProcessTree: true));
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var output = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancel.ThrowIfCancellationRequested();
        if (process.ExitCode == 0)
        {
            return null;
        }
        var reasons = (output + await error)
            .Split('\n')
            .Select(line => ErrorLine().Match(line))
            .Where(match => match.Success)
            .Select(match => match.Groups["message"].Value.Trim())
            .Distinct()
            .Take(3);
        return $"The labs' library could not be built for TorchSharp. {string.Join(" ", reasons)}".TrimEnd()
            + $" The built-in engine, {TorchBackend.BuiltIn}, needs no packages.";
    }

    private static IEnumerable<string> Ancestors(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            yield return at.FullName;
        }
    }

    [GeneratedRegex(@"error\s+(?<message>[A-Z]+\d+:.*?)(\[[^\]]*proj\])?\s*$")]
    private static partial Regex ErrorLine();
}
