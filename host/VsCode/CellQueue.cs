using System.Collections.Concurrent;
using DigitLab.Host.Documents;
using DigitLab.Host.Execution;
using DigitLab.Host.Language;
using DigitLab.Host.Session;

namespace DigitLab.Host.VsCode;

/// <summary>A cell that is asked for, and the answer that its request waits for.</summary>
/// <param name="request">What is asked for.</param>
/// <param name="number">The how many-th it is.</param>
internal sealed class QueuedCell(ExecuteParameters request, long number)
{
    // Without a detour: whoever gives the answer sends it, and the thread pool may be occupied by the cell.
    private readonly TaskCompletionSource<ExecuteResult> answer = new();

    public ExecuteParameters Request { get; } = request;

    public long Number { get; } = number;

    public Task<ExecuteResult> Answer => answer.Task;

    /// <summary>The first answer counts.</summary>
    public void Give(ExecuteResult result) => answer.TrySetResult(result);

    public void Abort() => Give(new ExecuteResult("aborted", null, null));
}

/// <summary>Runs the cells of one notebook in the order in which they were asked for, on a thread of its own.</summary>
/// <param name="folder">What the paths in cells are relative to.</param>
/// <param name="client">Sends what they put out.</param>
/// <param name="notebook">Is told what ran.</param>
internal sealed class CellQueue(string folder, ExtensionClient client, NotebookCells notebook)
{
    private readonly BlockingCollection<QueuedCell> waiting = [];
    private readonly CellExecutor executor = new(folder);
    private readonly Lock gate = new();
    private CellExecution? current;
    private long asked;
    private long interrupted;

    public CSharpSession Session => executor.Runner.Session;

    /// <inheritdoc cref="CellExecutor.IsRestarting"/>
    public bool IsRestarting => executor.IsRestarting;

    /// <summary>Called when a cell starts, with true, and when it has ended, before it is answered.</summary>
    public Action<bool> Running { get; init; } = _ => { };

    public void Start() => new Thread(Work) { IsBackground = true, Name = "cells" }.Start();

    public Task<ExecuteResult> Add(ExecuteParameters request)
    {
        var cell = new QueuedCell(request, Interlocked.Increment(ref asked));
        waiting.Add(cell);
        return cell.Answer;
    }

    /// <summary>Interrupts the running cell, and what was asked for before; a cell that is about to run is not missed.</summary>
    public void Interrupt()
    {
        CellExecution? cell;
        lock (gate)
        {
            interrupted = Interlocked.Read(ref asked);
            cell = current;
        }
        if (!executor.Interrupt())
        {
            cell?.Interrupt.Cancel();
            AbortWaiting();
        }
    }

    /// <summary>Asks all to end, since the process does.</summary>
    public void End()
    {
        AbortWaiting();
        executor.End();
    }

    private void Work()
    {
        foreach (var cell in waiting.GetConsumingEnumerable())
        {
            if (!Run(cell))
            {
                AbortWaiting();
            }
        }
    }

    /// <returns>Whether it succeeded.</returns>
    private bool Run(QueuedCell cell)
    {
        var request = cell.Request;
        var count = executor.NextCount();
        var kernel = NotebookLanguages.NameOf(request.Kernel);
        var source = request.Source ?? $"cell {count}";
        var first = Session.Submissions.Count;
        var execution = new CellExecution(
            kernel,
            request.Code,
            source,
            count,
            client.ForCell(cell, count, AbortWaiting)
        );
        lock (gate)
        {
            current = execution;
            if (cell.Number <= interrupted)
            {
                execution.Interrupt.Cancel();
            }
        }
        Running(true);
        CellError? error;
        try
        {
            error = executor.Run(execution);
        }
        catch (Exception e)
        {
            // What this program trips over is no reason to end, with all that the session holds.
            error = CellError.FromException(e, source);
        }
        notebook.Ran(new NotebookCell(request.Cell, kernel, request.Code), source, Session, first, error is null);
        Running(false);
        client.Answer(
            cell,
            error is null
                ? new ExecuteResult("ok", count, null)
                : new ExecuteResult("error", count, ExecuteError.Of(error))
        );
        return error is null;
    }

    private void AbortWaiting()
    {
        while (waiting.TryTake(out var cell))
        {
            client.Abort(cell);
        }
    }
}
