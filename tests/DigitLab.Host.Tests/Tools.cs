using System.Diagnostics;
using DigitLab.Host.Jupyter;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests;

/// <summary>Programs that tests start: this one, and Jupyter's where they are installed.</summary>
internal static class Tools
{
    private const string Python = "/usr/bin/python3";

    public sealed record Output(int ExitCode, string Out, string Error)
    {
        public string All => Out + Error;
    }

    /// <summary>Runs the digitlab command.</summary>
    public static Output Digitlab(params string[] arguments) => Digitlab(arguments, []);

    /// <inheritdoc cref="Digitlab(string[])"/>
    public static Output Digitlab(string[] arguments, (string Name, string Value)[] environment)
    {
        var (file, first) = NotebookProcess.ThisProgram();
        return Run(file, [.. first, .. arguments], environment);
    }

    /// <summary>Runs Python with this kernel installed for it; skips the test where a module is missing.</summary>
    public static Output JupyterPython(string[] modules, params string[] arguments)
    {
        if (!File.Exists(Python) || Run(Python, ["-c", $"import {string.Join(", ", modules)}"]).ExitCode != 0)
        {
            Assert.Skip($"Needs {Python} with {string.Join(", ", modules)} (Debian: see host/README.md).");
        }
        var prefix = Path.Combine(AppContext.BaseDirectory, "jupyter-prefix");
        KernelSpec.Install(KernelSpec.PrefixFolder(prefix), KernelSpec.DefaultName);
        return Run(Python, arguments, ("JUPYTER_PATH", Path.Combine(prefix, "share", "jupyter")));
    }

    /// <summary>Kills a process and its children, if it still runs, and waits for its end.</summary>
    public static void End(this Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
        process.WaitForExit();
        process.Dispose();
    }

    public static Output Run(string file, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Output(process.ExitCode, output, error.Result);
    }
}
