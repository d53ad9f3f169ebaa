using System.Diagnostics;
using System.Text.Json;

namespace DigitLab.Tests;

/// <summary>Debian's Python, which reads what we write, and writes what we read, with code of its own.</summary>
internal static class Python
{
    private const string Executable = "/usr/bin/python3";

    /// <summary>Runs a script that lies beside the test assembly and gives what it printed; skips the test where a module is missing.</summary>
    /// <param name="script">Its path, from the folder of the test assembly.</param>
    /// <param name="modules">The modules that it imports and that are not Python's own.</param>
    /// <param name="arguments">What the script is given.</param>
    public static string Run(string script, string[] modules, params string[] arguments)
    {
        if (!File.Exists(Executable))
            Assert.Skip($"Needs {Executable}.");
        if (modules.Length > 0 && Start(["-c", $"import {string.Join(", ", modules)}"]).ExitCode != 0)
            Assert.Skip($"Needs {Executable} with {string.Join(", ", modules)} (Debian: see .ci/packages).");
        var (exitCode, output, error) = Start([Path.Combine(AppContext.BaseDirectory, script), .. arguments]);
        exitCode.ShouldBe(0, $"{script} {string.Join(' ', arguments)}\n{output}{error}");
        return output;
    }

    /// <summary>As <see cref="Run"/>, for a script that prints JSON.</summary>
    public static JsonElement RunJson(string script, string[] modules, params string[] arguments) =>
        JsonDocument.Parse(Run(script, modules, arguments)).RootElement;

    private static (int ExitCode, string Output, string Error) Start(string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true }
        )!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }
}
