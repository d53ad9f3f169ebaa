namespace DigitLab.Host.Session;

/// <summary>Thrown by the checks in a cell's code when the cell is interrupted.</summary>
internal sealed class CellInterruptedException() : OperationCanceledException("The cell was interrupted.");

/// <summary>The running cell, as seen by its code.</summary>
internal sealed class RunningCell
{
    private static readonly AsyncLocal<RunningCell?> Local = new();

    /// <summary>
    /// Separate from the host's token: callbacks that the cell registers may block or throw, which must not affect
    /// other listeners.
    /// </summary>
    private readonly CancellationTokenSource interrupt = new();

    private volatile bool mustEnd;

    public static RunningCell? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>Whether the cell has read the token, and may stop by itself when interrupted.</summary>
    public bool ObservesInterrupt { get; private set; }

    public CancellationToken ObserveInterrupt()
    {
        ObservesInterrupt = true;
        return interrupt.Token;
    }

    /// <summary>Cancels the token, on another thread.</summary>
    public void Interrupt() =>
        new Thread(() =>
        {
            try
            {
                interrupt.Cancel();
            }
            catch (AggregateException)
            {
                // Callbacks of the cell threw; the cell ends anyway.
            }
        })
        {
            IsBackground = true,
            Name = "cell interrupt",
        }.UnsafeStart();

    /// <summary>From now on checks throw, so that the code stops wherever it is.</summary>
    public void End() => mustEnd = true;

    public void ThrowIfInterrupted()
    {
        if (mustEnd)
        {
            throw new CellInterruptedException();
        }
    }
}
