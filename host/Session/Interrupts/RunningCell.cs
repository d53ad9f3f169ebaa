namespace DigitLab.Host.Session;

/// <summary>Thrown by the checks in a cell's code when the cell is interrupted.</summary>
internal sealed class CellInterruptedException() : OperationCanceledException("The cell was interrupted.");

/// <summary>The execution of one cell, as far as the code in it may know of it.</summary>
internal sealed class RunningCell
{
    private static readonly AsyncLocal<RunningCell?> Local = new();

    /// <summary>
    /// The cell's own, apart from the host's token: callbacks that the cell registers may block or throw, and must keep
    /// nobody else from hearing of the interrupt.
    /// </summary>
    private readonly CancellationTokenSource interrupt = new();

    private volatile bool mustEnd;

    public static RunningCell? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>Whether the cell asked for the token, and so may end by itself when it is interrupted.</summary>
    public bool ObservesInterrupt { get; private set; }

    public CancellationToken ObserveInterrupt()
    {
        ObservesInterrupt = true;
        return interrupt.Token;
    }

    /// <summary>Tells the code that asked for the token.</summary>
    public void Interrupt() =>
        new Thread(() =>
        {
            try
            {
                interrupt.Cancel();
            }
            catch (AggregateException)
            {
                // Callbacks of the cell that threw: it is at its end anyway.
            }
        })
        {
            IsBackground = true,
            Name = "cell interrupt",
        }.UnsafeStart();

    /// <summary>From now on checks throw: the code is to end wherever it is, in good order or not.</summary>
    public void End() => mustEnd = true;

    public void ThrowIfInterrupted()
    {
        if (mustEnd)
        {
            throw new CellInterruptedException();
        }
    }
}
