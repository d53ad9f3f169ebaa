namespace DigitLab.Host.Jupyter;

/// <summary>A cell that runs, and how far its interrupt has come.</summary>
/// <param name="request">What asked for it.</param>
/// <param name="source">What the cell is called in errors: "cell 3".</param>
internal sealed class RunningRequest(JupyterMessage request, string source)
{
    public JupyterMessage Request { get; } = request;

    public string Source { get; } = source;

    // Not disposed: an interrupt may come while the cell ends.
    public CancellationTokenSource Interrupt { get; } = new();

    /// <summary>Whether its user knows that it stays inside a library, and what the next interrupt does.</summary>
    public bool IsWaitedFor { get; set; }
}
