using System.Diagnostics;
using System.Text.RegularExpressions;

namespace DigitLab.Host.Running;

/// <summary>Builds of the labs' library in this checkout, one for each backend.</summary>
internal static partial class LabLibrary
{
    /// <summary>The approximate size of the TorchSharp packages on disk.</summary>
    private const string Size = "about 600 MB to download";

    /// <summary>The folder lib/DigitLab: in this program's checkout, otherwise in that of the current folder.</summary>
    public static string? Find() =>
        new[] { AppContext.BaseDirectory, Environment.CurrentDirectory }
            .SelectMany(Ancestors)
            .Select(folder => Path.Combine(folder, "lib", "DigitLab"))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "DigitLab.csproj")));

    /// <summary>Prepares a backend: builds the library for it if necessary, and tests its native libraries.</summary>
    /// <param name="backend">A name from <see cref="TorchBackend.Named"/>.</param>
    /// <param name="report">Receives progress messages.</param>
    /// <param name="cancel">Cancels the build.</param>
    /// <returns>Why notebooks cannot run on it; null on success.</returns>
    public static async Task<string?> PrepareAsync(string backend, Action<string> report, CancellationToken cancel)
    {
        // Built together with this program.
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

    /// <summary>
    /// Whether a build exists and is not older than that for the built-in engine, which is built with this program.
    /// </summary>
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
