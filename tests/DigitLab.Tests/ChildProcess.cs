using System.Diagnostics;

namespace DigitLab.Tests;

/// <summary>A test that runs in a process of its own, to be killed.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process process;

    private ChildProcess(Process process) => this.process = process;

    /// <summary>Starts an explicit test of this assembly.</summary>
    public static ChildProcess Run(Type type, string test, params (string Name, string Value)[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { type.Assembly.Location, "-method", $"{type.FullName}.{test}", "-explicit", "only" },
            RedirectStandardOutput = true,
        };
        foreach (var (name, value) in arguments)
            start.Environment[$"TEST_{name}"] = value;
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return new(process);
    }

    /// <summary>In the child: what the parent gave it.</summary>
    public static string Argument(string name) =>
        Environment.GetEnvironmentVariable($"TEST_{name}")
        ?? throw new InvalidOperationException($"This test runs as a child of another, which sets TEST_{name}.");

    /// <summary>Ends the process at once (SIGKILL), as soon as something has happened.</summary>
    public void KillWhen(Func<bool> happened)
    {
        var clock = Stopwatch.StartNew();
        while (!happened())
        {
            if (process.HasExited)
                throw new InvalidOperationException($"The child ended by itself with code {process.ExitCode}.");
            if (clock.Elapsed > TimeSpan.FromMinutes(2))
                throw new TimeoutException("The child did nothing for two minutes.");
            Thread.Sleep(1);
        }
        process.Kill();
        process.WaitForExit();
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.Dispose();
    }
}
