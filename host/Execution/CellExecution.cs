namespace DigitLab.Host.Execution;

/// <summary>A queued or running cell and the state of its interrupt.</summary>
/// <param name="kernel">Its language.</param>
/// <param name="code">Its text.</param>
/// <param name="source">Its name in error messages: "cell 3".</param>
/// <param name="count">The number of its execution.</param>
/// <param name="client">The client that sent it.</param>
internal sealed class CellExecution(string kernel, string code, string source, int count, ICellClient client)
{
    public string Kernel { get; } = kernel;

    public string Code { get; } = code;

    public string Source { get; } = source;

    public int Count { get; } = count;

    public ICellClient Client { get; } = client;

    // Not disposed: an interrupt may arrive while the cell ends.
    public CancellationTokenSource Interrupt { get; } = new();

    /// <summary>
    /// Whether the user has been told that the cell is stuck in a library, so that the next interrupt restarts the
    /// kernel.
    /// </summary>
    public bool IsWaitedFor { get; set; }
}
