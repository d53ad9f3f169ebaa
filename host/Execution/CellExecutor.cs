using System.Diagnostics;
using DigitLab.Host.Session;

namespace DigitLab.Host.Execution;

/// <summary>Runs the cells of a front end in one session, one at a time, and interrupts them.</summary>
/// <param name="workingDirectory">The base of relative paths in cells.</param>
internal sealed class CellExecutor(string workingDirectory)
{
    /// <summary>A cell that takes longer may have dropped much memory.</summary>
    private static readonly TimeSpan LongCell = TimeSpan.FromSeconds(0.5);

    private readonly Lock gate = new();
    private CellExecution? running;

    public CellRunner Runner { get; } = new(workingDirectory);

    /// <summary>The number of executions so far.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the process ends because a cell could not be interrupted; the front end restarts it.</summary>
    public bool IsRestarting { get; private set; }

    /// <summary>The number of the next execution, from 1.</summary>
    public int NextCount() => ++Count;

    /// <summary>Runs one cell to its end; all of its output has been sent when this returns.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="afterwards">Runs after the cell succeeded, as part of it: interrupted with it.</param>
    /// <returns>Why the cell failed; null on success.</returns>
    public CellError? Run(CellExecution cell, Action<CancellationToken>? afterwards = null)
    {
        var interrupt = cell.Interrupt.Token;
        using var sink = new ClientSink(cell.Client, cell.Count, interrupt);
        Runner.KeepWaiting = () =>
        {
            sink.Write("stderr", StuckCell.Notice(cell.Source));
            sink.Flush();
            return cell.IsWaitedFor = true;
        };
        lock (gate)
        {
            running = cell;
        }
        var clock = Stopwatch.StartNew();
        try
        {
            var error = Runner.Run(cell.Kernel, cell.Code, cell.Source, sink, interrupt);
            if (error is null)
            {
                afterwards?.Invoke(interrupt);
            }
            return error;
        }
        finally
        {
            lock (gate)
            {
                running = null;
            }
            if (clock.Elapsed > LongCell)
            {
                // The collector does not know the size of native memory, such as that of tensors, that the cell's
                // objects held.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }
        }
    }

    /// <summary>
    /// Interrupts the running cell, if there is one. If it is stuck in a library, and the user has been told so, the
    /// process ends instead.
    /// </summary>
    /// <returns>Whether a cell runs.</returns>
    public bool Interrupt()
    {
        CellExecution? cell;
        lock (gate)
        {
            cell = running;
        }
        if (cell is { IsWaitedFor: true })
        {
            Restart(cell);
        }
        else
        {
            cell?.Interrupt.Cancel();
        }
        return cell is not null;
    }

    /// <summary>Asks the running cell to stop because the process ends; does not wait for it.</summary>
    public void End()
    {
        lock (gate)
        {
            running?.Interrupt.CancelAsync();
        }
    }

    /// <summary>Ends the process because a cell cannot be interrupted.</summary>
    private void Restart(CellExecution cell)
    {
        lock (gate)
        {
            if (running != cell || IsRestarting)
            {
                return;
            }
            IsRestarting = true;
        }
        cell.Client.Restarting(CellError.Plain("KernelRestarting", StuckCell.Restarting(cell.Source)));
    }
}
