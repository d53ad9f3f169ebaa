namespace DigitLab.Host.Session;

/// <summary>What the user of a cell is told that was interrupted and stays inside a library.</summary>
internal static class StuckCell
{
    /// <summary>
    /// The name under which a library that writes checkpoints tells of the last one, by
    /// <see cref="AppContext.SetData"/>: its path.
    /// </summary>
    public const string CheckpointName = "DigitLab.Checkpoint";

    public static string Notice(string source) =>
        $"{source} is inside a library and ends when that returns. Wait, and all variables are kept; or interrupt once "
        + $"more: the kernel restarts and all variables are lost. {Checkpoint()}\n";

    public static string Restarting(string source) =>
        $"{source} stayed inside a library. The kernel restarts; its variables are lost. Run the cells again from the top. "
        + Checkpoint();

    private static string Checkpoint() =>
        AppContext.GetData(CheckpointName) is string path && File.Exists(path)
            ? $"The last checkpoint is {path}, written at {File.GetLastWriteTime(path):HH:mm:ss}; training goes on from there."
            : "No checkpoint of a training was written.";
}
