using System.Collections.Concurrent;
using DigitLab.Host.Documents;
using DigitLab.Host.Execution;
using DigitLab.Host.Language;
using DigitLab.Host.Session;

namespace DigitLab.Host.VsCode;

/// <summary>A queued cell and the pending result of its request.</summary>
/// <param name="request">The request.</param>
/// <param name="number">Its sequence number.</param>
internal sealed class QueuedCell(ExecuteParameters request, long number)
{
    // Continuations run synchronously: the thread that sets the result sends it, since a cell may block the thread
    // pool.
    private readonly TaskCompletionSource<ExecuteResult> answer = new();

    public ExecuteParameters Request { get; } = request;

    public long Number { get; } = number;

    public Task<ExecuteResult> Answer => answer.Task;

    /// <summary>Only the first result counts.</summary>
    public void Give(ExecuteResult result) => answer.TrySetResult(result);

    public void Abort() => Give(new ExecuteResult("aborted", null, null));
}

/// <summary>Runs the cells of one notebook in order, on its own thread.</summary>
/// <param name="folder">The base of relative paths in cells.</param>
/// <param name="client">Sends outputs and results.</param>
/// <param name="notebook">Records what ran.</param>
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

    /// <summary>
    /// Called with true when a cell starts, and with false when it has ended, before its result is sent.
    /// </summary>
    public Action<bool> Running { get; init; } = _ => { };

    public void Start() => new Thread(Work) { IsBackground = true, Name = "cells" }.Start();

    public Task<ExecuteResult> Add(ExecuteParameters request)
    {
        var cell = new QueuedCell(request, Interlocked.Increment(ref asked));
        waiting.Add(cell);
        return cell.Answer;
    }

    /// <summary>
    /// Interrupts the running cell and all requests made so far, including a cell that is about to run.
    /// </summary>
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

    /// <summary>Stops all cells, because the process ends.</summary>
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
            // An internal error must not end the session.
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
