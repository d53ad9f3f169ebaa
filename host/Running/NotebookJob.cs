using System.Diagnostics;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Running;

/// <summary>A cell that failed.</summary>
internal sealed record CellFailure(string Notebook, int Cell, int? Line, string Reason)
{
    /// <summary>One line with the location and the reason.</summary>
    public string Summary => $"{Notebook}: cell {Cell}{(Line is null ? "" : $", line {Line}")}: {Reason}";
}

/// <summary>The result of a notebook's run.</summary>
/// <param name="Path">The notebook's file.</param>
/// <param name="Notebook">The notebook with its outputs; null if it could not be read.</param>
/// <param name="Failures">The cells that failed.</param>
/// <param name="Problem">Why nothing ran; null if something did.</param>
/// <param name="Elapsed">The duration.</param>
internal sealed record JobResult(
    string Path,
    Notebook? Notebook,
    IReadOnlyList<CellFailure> Failures,
    string? Problem,
    TimeSpan Elapsed
)
{
    public ExitCode Code =>
        Problem is not null ? ExitCode.Usage
        : Failures.Count > 0 ? ExitCode.CellFailed
        : ExitCode.Success;
}

/// <summary>Runs a notebook file in its own process and returns its outputs.</summary>
internal static class NotebookJob
{
    /// <param name="path">The notebook.</param>
    /// <param name="options">The run's options.</param>
    /// <param name="report">Receives events.</param>
    /// <param name="cancel">Ends the run and removes its files.</param>
    public static async Task<JobResult> RunAsync(
        string path,
        RunOptions options,
        Action<RunEvent> report,
        CancellationToken cancel
    )
    {
        var stopwatch = Stopwatch.StartNew();
        var failures = new List<CellFailure>();
        var cell = 0;
        var digest = "";
        using var folder = WorkFolder.Create();
        var output = Path.Combine(folder.Path, "notebook.ipynb");
        var (code, error) = await NotebookProcess.RunAsync(
            path,
            output,
            options,
            happened =>
            {
                if (happened.Kind == RunEventKind.Finished)
                {
                    digest = happened.Text;
                    return;
                }
                cell = happened.Cell;
                if (happened.Kind == RunEventKind.Failed)
                {
                    failures.Add(new CellFailure(path, happened.Cell, happened.Line, happened.Reason));
                }
                report(happened);
            },
            cancel
        );
        // No cell has run, so the exit code is not a cell's.
        if (code == ExitCode.Usage && cell == 0)
        {
            return new JobResult(path, null, [], error, stopwatch.Elapsed);
        }
        if (File.Exists(output) && RunEvent.Digest(output) == digest)
        {
            return new JobResult(path, NotebookFile.Load(output), failures, null, stopwatch.Elapsed);
        }
        // The process died: killed, out of memory, stack overflow.
        var reason =
            $"The process that ran the notebook ended with code {(int)code} and without a result. "
            + (
                error.Length > 0
                    ? LastLines(error)
                    : "Did a cell call Environment.Exit, or was there too little memory?"
            );
        failures.Add(new CellFailure(path, Math.Max(cell, 1), null, reason));
        var failed = new RunEvent(RunEventKind.Failed, Math.Max(cell, 1), reason);
        report(failed);
        var notebook = NotebookFile.Load(path);
        notebook.Cells[failed.Cell - 1].Outputs.Add(new ErrorOutput("ProcessEnded", reason, [reason]));
        return new JobResult(path, notebook, failures, null, stopwatch.Elapsed);
    }

    private static string LastLines(string text) => string.Join('\n', text.Split('\n').TakeLast(10));
}
