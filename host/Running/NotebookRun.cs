using System.Diagnostics;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Running;

/// <summary>Runs all cells of a notebook in this process.</summary>
internal sealed class NotebookRun(Notebook notebook, string workingDirectory, Action<RunEvent> report)
{
    private readonly Stopwatch stopwatch = Stopwatch.StartNew();
    private readonly List<CollectingSink> sinks = [];

    /// <summary>Whether to continue after a failed cell.</summary>
    public bool AllowErrors { get; init; }

    /// <summary>Interrupts the running cell and ends the run; null: no limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Runs the cells; their outputs are stored in the notebook.</summary>
    /// <returns>Whether all succeeded.</returns>
    public bool Run()
    {
        foreach (var cell in notebook.Cells)
        {
            cell.Outputs.Clear();
            cell.ExecutionCount = null;
        }
        using var timeout = new CancellationTokenSource();
        if (Timeout is { } limit)
        {
            timeout.CancelAfter(limit);
        }
        var runner = new CellRunner(workingDirectory);
        var success = true;
        var count = 0;
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            if (notebook.Cells[i].Type != CellType.Code)
            {
                continue;
            }
            if (!RunCell(runner, i, ++count, timeout.Token))
            {
                success = false;
                if (!AllowErrors || timeout.IsCancellationRequested)
                {
                    break;
                }
            }
        }
        // Output of threads that a cell left running.
        sinks.ForEach(sink => sink.Flush());
        return success;
    }

    private bool RunCell(CellRunner runner, int index, int count, CancellationToken interrupt)
    {
        var cell = notebook.Cells[index];
        var number = index + 1;
        report(new RunEvent(RunEventKind.Cell, number, Seconds: stopwatch.Elapsed.TotalSeconds));
        var sink = new CollectingSink(cell, number, report);
        cell.ExecutionCount = count;
        var error = runner.Run(notebook.KernelOf(cell), cell.Source, $"cell {number}", sink, interrupt);
        if (error is not null && interrupt.IsCancellationRequested)
        {
            var message =
                $"cell {number} was still running at the time limit of {Timeout!.Value.TotalSeconds:0.###} s for the notebook.";
            error = new CellError("Timeout", message, [$"Timeout: {message}"], null);
        }
        if (error is not null)
        {
            sink.Fail(error);
        }
        sink.Flush();
        sinks.Add(sink);
        return error is null;
    }
}
