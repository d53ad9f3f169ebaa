namespace DigitLab.Host.Execution;

/// <summary>A cell that is to run or runs, and how far its interrupt has come.</summary>
/// <param name="kernel">Its language.</param>
/// <param name="code">Its text.</param>
/// <param name="source">What it is called in errors: "cell 3".</param>
/// <param name="count">The number of its execution.</param>
/// <param name="client">Who asked for it.</param>
internal sealed class CellExecution(string kernel, string code, string source, int count, ICellClient client)
{
    public string Kernel { get; } = kernel;

    public string Code { get; } = code;

    public string Source { get; } = source;

    public int Count { get; } = count;

    public ICellClient Client { get; } = client;

    // Not disposed: an interrupt may come while the cell ends.
    public CancellationTokenSource Interrupt { get; } = new();

    /// <summary>Whether its user knows that it stays inside a library, and what the next interrupt does.</summary>
    public bool IsWaitedFor { get; set; }
}
