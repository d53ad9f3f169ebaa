using System.CommandLine;
using System.Diagnostics;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Jupyter;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab doctor</c>: checks the installation and suggests fixes.</summary>
internal static class DoctorCommand
{
    /// <summary>The result of one check.</summary>
    /// <param name="Name">What was checked.</param>
    /// <param name="Found">What was found; null if it is missing.</param>
    /// <param name="Remedy">How to install it.</param>
    /// <param name="Needed">Whether the labs need it.</param>
    private sealed record Finding(string Name, string? Found, string Remedy, bool Needed = false);

    public static Command Create()
    {
        var command = new Command("doctor", "Checks the installation, and says how to install what is missing.");
        command.SetAction(_ => (int)Run());
        return command;
    }

    private static ExitCode Run()
    {
        var findings = Examine().ToArray();
        var width = findings.Max(finding => finding.Name.Length);
        foreach (var finding in findings)
        {
            var mark =
                finding.Found is not null ? "ok     "
                : finding.Needed ? "MISSING"
                : "missing";
            Console.WriteLine($"{mark}  {finding.Name.PadRight(width)}  {finding.Found ?? finding.Remedy}");
        }
        return findings.Any(finding => finding.Needed && finding.Found is null)
            ? ExitCode.Environment
            : ExitCode.Success;
    }

    private static IEnumerable<Finding> Examine()
    {
        yield return new(
            "SDK",
            Output("dotnet", "--version"),
            "Install the .NET SDK 10: https://dotnet.microsoft.com/download",
            Needed: true
        );
        yield return new(
            "labs",
            Directory.EnumerateFiles(LabFinder.DefaultFolder).Any(NotebookFile.IsNotebook)
                ? Path.GetFullPath(LabFinder.DefaultFolder)
                : null,
            "Change to the folder that contains notebooks/, or to your own notebooks."
        );
        yield return new(
            "library",
            Library(),
            "dotnet build -c Release lib/DigitLab",
            Needed: Directory.Exists("notebooks")
        );
        yield return TorchSharp();
        yield return new(
            "MNIST",
            Mnist(),
            "The first lab downloads it; without a network, set DIGITLAB_DATA to a folder with its four files; otherwise the labs generate digits."
        );
        yield return new(
            "kernel",
            Kernel(),
            "digitlab jupyter install   (dotnet run -c Release --project host -- jupyter install)"
        );
        yield return new(
            "Jupyter",
            Output("jupyter", "--version")?.Split('\n').FirstOrDefault(IsFrontEnd),
            "pip install notebook   (or use VS Code with its Jupyter extension)"
        );
        yield return new("browser", PdfExport.FindBrowser(), "Install Chromium or Chrome, for --to pdf only.");
    }

    private static bool IsFrontEnd(string version) =>
        version.StartsWith("notebook ", StringComparison.Ordinal)
        || version.StartsWith("jupyterlab ", StringComparison.Ordinal);

    private static string? Library()
    {
        var path = Path.Combine("lib", "DigitLab", "bin", "Release", "net8.0", "DigitLab.dll");
        return File.Exists(path) ? path : null;
    }

    /// <summary>The TorchSharp backend, if the library was built for it.</summary>
    private static Finding TorchSharp()
    {
        var folder = LabLibrary.Find() is { } library ? TorchBackend.Folder(TorchBackend.Packages, library) : null;
        if (folder is null || !File.Exists(Path.Combine(folder, "TorchSharp.dll")))
        {
            return new(
                TorchBackend.Packages,
                null,
                "Not built; the labs run on the built-in engine. dotnet build -c Release lib/DigitLab -p:TorchBackend=TorchSharp"
            );
        }
        var version = System.Reflection.AssemblyName.GetAssemblyName(Path.Combine(folder, "TorchSharp.dll")).Version;
        return TorchBackend.WhyNot(folder) is { } reason
            ? new(TorchBackend.Packages, null, reason)
            : new(TorchBackend.Packages, $"{version?.ToString(3)}, its native libraries load", "");
    }

    private static string? Mnist()
    {
        string[] folders =
        [
            .. Environment.GetEnvironmentVariable("DIGITLAB_DATA") is { Length: > 0 } data
                ? new[] { data, Path.Combine(data, "mnist") }
                : [],
            Path.Combine("data", "mnist"),
        ];
        return folders.FirstOrDefault(folder =>
            Directory.Exists(folder) && Directory.EnumerateFiles(folder, "t10k-images*").Any()
        );
    }

    /// <summary>The installed kernel, if its program still exists.</summary>
    private static string? Kernel()
    {
        var path = Path.Combine(KernelSpec.UserFolder(), KernelSpec.DefaultName, "kernel.json");
        return KernelSpec.CommandOf(path) is [_, var program, ..] && File.Exists(program) ? path : null;
    }

    private static string? Output(string program, string argument)
    {
        try
        {
            var start = new ProcessStartInfo(program, argument)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start);
            var text = process?.StandardOutput.ReadToEnd().Trim();
            process?.WaitForExit();
            return process?.ExitCode == 0 && text?.Length > 0 ? text : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
