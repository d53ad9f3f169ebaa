using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using DigitLab.Host.Editions;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary><c>digitlab vscode-extension</c>: builds the VS Code extension with this program inside.</summary>
internal static class VsCodeExtensionCommand
{
    public static Command Create()
    {
        var output = new Option<string>("--out", "-o")
        {
            Description = "The file to write.",
            DefaultValueFactory = _ => "digitlab.vsix",
            HelpName = "file",
        };
        var command = new Command(
            "vscode-extension",
            "Builds the extension for VS Code, with this program inside. Needs Node.js 20 or later (npm) and the checkout."
        );
        command.Options.Add(output);
        command.SetAction(
            async (result, cancel) => (int)await RunAsync(Path.GetFullPath(result.GetRequiredValue(output)), cancel)
        );
        return command;
    }

    private static async Task<ExitCode> RunAsync(string output, CancellationToken cancel)
    {
        // A checkout is recognised by lib/DigitLab; the extension's folder is next to lib.
        var extension = LabLibrary.Find() is { } library
            ? Path.GetFullPath(Path.Combine(library, "..", "..", "vscode"))
            : null;
        if (extension is null || !File.Exists(Path.Combine(extension, "package.json")))
        {
            Console.Error.WriteLine("The extension's folder, vscode, was not found: run this in the checkout.");
            return ExitCode.Environment;
        }
        using var work = WorkFolder.Create();
        foreach (var (name, file) in PortableHost.Files().Where(entry => Path.GetDirectoryName(entry.Name) != ""))
        {
            var path = Path.Combine(work.Path, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllBytesAsync(path, file.Content, cancel);
        }
        if (!IsInstalled(extension))
        {
            Console.WriteLine("Installing dependencies (npm ci) ...");
            if (await NpmAsync(extension, ["ci"], cancel) is { } failed)
            {
                return failed;
            }
        }
        string[] package = ["--host", Path.Combine(work.Path, PortableHost.Folder), "--out", output];
        return await NpmAsync(extension, ["run", "--silent", "package", "--", .. package], cancel) ?? ExitCode.Success;
    }

    /// <summary>Whether the installed packages are newer than the lock file.</summary>
    private static bool IsInstalled(string extension)
    {
        var installed = new FileInfo(Path.Combine(extension, "node_modules", ".package-lock.json"));
        return installed.Exists
            && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(extension, "package-lock.json"));
    }

    /// <summary>Runs npm; null on success.</summary>
    private static async Task<ExitCode?> NpmAsync(string folder, string[] arguments, CancellationToken cancel)
    {
        try
        {
            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            using var process = Process.Start(new ProcessStartInfo(npm, arguments) { WorkingDirectory = folder })!;
            await using var end = cancel.Register(() => process.Kill(entireProcessTree: true));
            await process.WaitForExitAsync(CancellationToken.None);
            cancel.ThrowIfCancellationRequested();
            return process.ExitCode == 0 ? null : ExitCode.Environment;
        }
        catch (Win32Exception)
        {
            Console.Error.WriteLine("npm was not found: install Node.js 20 or later (https://nodejs.org).");
            return ExitCode.Environment;
        }
    }
}
