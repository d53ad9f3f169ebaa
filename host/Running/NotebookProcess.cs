using System.Diagnostics;
using System.Text;

namespace DigitLab.Host.Running;

/// <summary>What to run and how.</summary>
internal sealed record RunOptions
{
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Sets the notebook's variable <c>quick</c>; null leaves it as it is written.</summary>
    public bool? Quick { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool AllowErrors { get; init; }

    /// <summary>The backend for the labs' library, in the environment of the notebook's process; null leaves it to the notebook.</summary>
    public string? Backend { get; init; }

    /// <summary>The options as the worker command takes them.</summary>
    public IEnumerable<string> ToArguments()
    {
        foreach (var (name, value) in Parameters)
        {
            yield return "-p";
            yield return $"{name}={value}";
        }
        if (Quick is { } quick)
        {
            yield return quick ? "--quick" : "--full";
        }
        if (Timeout is { } timeout)
        {
            yield return "--timeout";
            yield return timeout.TotalSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        if (AllowErrors)
        {
            yield return "--allow-errors";
        }
    }
}

/// <summary>
/// Runs a notebook in a process of its own: static state, a changed working directory, a crash or an endless native
/// call of one notebook stays with that notebook.
/// </summary>
internal static class NotebookProcess
{
    /// <summary>The command by which this program calls itself.</summary>
    public const string WorkerCommand = "run-worker";

    /// <summary>The option that tells it how to know of this process's end.</summary>
    public const string LifelineOption = "--lifeline";

    /// <param name="notebook">The notebook's path.</param>
    /// <param name="output">The .ipynb that the process writes.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="report">Told what happens, on another thread.</param>
    /// <param name="cancel">Ends the process, and those that it started.</param>
    /// <returns>The exit code, and what the process wrote to standard error.</returns>
    /// <exception cref="OperationCanceledException">It was ended by <paramref name="cancel"/>.</exception>
    public static async Task<(ExitCode Code, string Error)> RunAsync(
        string notebook,
        string output,
        RunOptions options,
        Action<RunEvent> report,
        CancellationToken cancel
    )
    {
        var (file, arguments) = ThisProgram();
        using var lifeline = new Lifeline();
        var start = new ProcessStartInfo(
            file,
            [.. arguments, WorkerCommand, notebook, output, LifelineOption, lifeline.Handle, .. options.ToArguments()]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        if (options.Backend is { } backend)
        {
            start.Environment["DIGITLAB_BACKEND"] = backend;
        }
        using var process = Process.Start(start)!;
        lifeline.Started();
        var signer = lifeline.Signer;
        var error = process.StandardError.ReadToEndAsync();
        using var cancellation = cancel.Register(() => process.Kill(entireProcessTree: true));
        using var watchdog = new Timer(_ => process.Kill(entireProcessTree: true));
        if (options.Timeout is { } timeout)
        {
            // The worker ends the cell by itself; this is for code that cannot be ended.
            watchdog.Change(timeout + TimeSpan.FromSeconds(15), Timeout.InfiniteTimeSpan);
        }
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (signer.TryRead(line, out var happened))
            {
                report(happened);
            }
        }
        await process.WaitForExitAsync();
        cancel.ThrowIfCancellationRequested();
        var code = Enum.IsDefined((ExitCode)process.ExitCode) ? (ExitCode)process.ExitCode : ExitCode.Crashed;
        return (code, (await error).Trim());
    }

    /// <summary>How to start this program again.</summary>
    public static (string File, string[] Arguments) ThisProgram()
    {
        var assembly = typeof(NotebookProcess).Assembly.Location;
        var executable = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(executable) ? (executable, []) : (Environment.ProcessPath ?? "dotnet", [assembly]);
    }
}
