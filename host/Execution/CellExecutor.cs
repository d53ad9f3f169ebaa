using System.Diagnostics;
using DigitLab.Host.Session;

namespace DigitLab.Host.Execution;

/// <summary>Runs the cells of a front end in one session, one at a time, and interrupts them.</summary>
/// <param name="workingDirectory">What the paths in cells are relative to.</param>
internal sealed class CellExecutor(string workingDirectory)
{
    /// <summary>A cell that takes longer may have dropped much.</summary>
    private static readonly TimeSpan LongCell = TimeSpan.FromSeconds(0.5);

    private readonly Lock gate = new();
    private CellExecution? running;

    public CellRunner Runner { get; } = new(workingDirectory);

    /// <summary>How many executions were counted.</summary>
    public int Count { get; private set; }

    /// <summary>Whether the process ends because a cell could not be ended otherwise; the front end starts it anew.</summary>
    public bool IsRestarting { get; private set; }

    /// <summary>The number of the execution that comes now, from 1.</summary>
    public int NextCount() => ++Count;

    /// <summary>Runs one cell to its end; what it put out has been sent then.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="afterwards">What belongs to the cell if it succeeds, and is interrupted with it.</param>
    /// <returns>Why the cell failed; null when it did not.</returns>
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
                // Of the native memory behind what the cell has dropped, tensors above all, the collector knows nothing.
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: false);
            }
        }
    }

    /// <summary>
    /// Interrupts the running cell, if there is one. A cell that stays inside a library, as its user has been told, is ended
    /// with the process.
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

    /// <summary>Asks the running cell to end, since the process does; nobody waits for it.</summary>
    public void End()
    {
        lock (gate)
        {
            running?.Interrupt.CancelAsync();
        }
    }

    /// <summary>Ends a cell that cannot be ended otherwise, with the process.</summary>
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
