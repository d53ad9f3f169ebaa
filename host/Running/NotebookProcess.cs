using System.Diagnostics;
using System.Text;

namespace DigitLab.Host.Running;

/// <summary>Options of a run.</summary>
internal sealed record RunOptions
{
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>Sets the notebook's variable <c>quick</c>; null leaves it unchanged.</summary>
    public bool? Quick { get; init; }

    public TimeSpan? Timeout { get; init; }

    public bool AllowErrors { get; init; }

    /// <summary>
    /// The backend for the labs' library, passed in the environment; null leaves the choice to the notebook.
    /// </summary>
    public string? Backend { get; init; }

    /// <summary>The options as arguments of the worker command.</summary>
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
/// Runs a notebook in its own process, so that static state, the working directory, crashes and hanging native
/// calls do not affect other notebooks.
/// </summary>
internal static class NotebookProcess
{
    /// <summary>The command that runs a notebook.</summary>
    public const string WorkerCommand = "run-worker";

    /// <summary>The option that passes the lifeline's handle.</summary>
    public const string LifelineOption = "--lifeline";

    /// <param name="notebook">The notebook's path.</param>
    /// <param name="output">The .ipynb that the process writes.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="report">Receives events, on another thread.</param>
    /// <param name="cancel">Ends the process and its child processes.</param>
    /// <returns>The exit code, and the process's standard error.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
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
            // The worker interrupts the cell itself; this is for code that cannot be interrupted.
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

    /// <summary>How to start this program.</summary>
    public static (string File, string[] Arguments) ThisProgram()
    {
        var assembly = typeof(NotebookProcess).Assembly.Location;
        var executable = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        if (File.Exists(executable))
        {
            return (executable, []);
        }
        // An installed tool is started by an executable elsewhere, which knows the assembly.
        var process = Environment.ProcessPath ?? "dotnet";
        var isDotnet = Path.GetFileNameWithoutExtension(process).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        return (process, isDotnet ? [assembly] : []);
    }
}
