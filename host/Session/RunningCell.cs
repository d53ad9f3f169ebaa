namespace DigitLab.Host.Session;

/// <summary>The execution of one cell, as far as the code in it may know of it.</summary>
internal sealed class RunningCell(CancellationToken interrupt)
{
    private static readonly AsyncLocal<RunningCell?> Local = new();

    public static RunningCell? Current
    {
        get => Local.Value;
        set => Local.Value = value;
    }

    /// <summary>Whether the cell asked for the token, and so may end by itself when it is interrupted.</summary>
    public bool ObservesInterrupt { get; private set; }

    /// <summary>Whether code is to end wherever it is, in good order or not.</summary>
    public bool MustEnd { get; set; }

    public CancellationToken ObserveInterrupt()
    {
        ObservesInterrupt = true;
        return interrupt;
    }

    public void ThrowIfInterrupted()
    {
        if (MustEnd)
        {
            throw new OperationCanceledException("The cell was interrupted.", interrupt);
        }
    }
}
