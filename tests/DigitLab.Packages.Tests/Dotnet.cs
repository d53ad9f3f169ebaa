using System.Diagnostics;

namespace DigitLab.Packages.Tests;

/// <summary>The SDK's command, and other programs, as a shell starts them.</summary>
internal static class Dotnet
{
    /// <summary>Runs <c>dotnet</c> and gives what it printed; the test fails where it fails.</summary>
    public static string Run(string folder, params string[] arguments) => Start("dotnet", folder, arguments);

    /// <summary>Runs a program and gives what it printed; the test fails where it fails.</summary>
    public static string Start(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What the test's own build or runner left there belongs to another SDK command.
        foreach (
            var name in start
                .Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase))
                .ToArray()
        )
            start.Environment.Remove(name);
        start.Environment["DOTNET_NOLOGO"] = "1";
        // A build server would outlive the test.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{output}{error.Result}");
        return output;
    }
}
