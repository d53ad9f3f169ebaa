namespace DigitLab.Host.Session;

/// <summary>Messages for the user of a cell that was interrupted and is stuck in a library.</summary>
internal static class StuckCell
{
    /// <summary>
    /// The <see cref="AppContext"/> key by which a library announces the path of its last checkpoint.
    /// </summary>
    public const string CheckpointName = "DigitLab.Checkpoint";

    public static string Notice(string source) =>
        $"{source} is inside a library and stops when the call returns. Wait to keep all variables; or interrupt "
        + $"again: the kernel restarts and all variables are lost. {Checkpoint()}\n";

    public static string Restarting(string source) =>
        $"{source} did not return from a library. The kernel restarts and all variables are lost. Run the cells again from the top. "
        + Checkpoint();

    private static string Checkpoint() =>
        AppContext.GetData(CheckpointName) is string path && File.Exists(path)
            ? $"The last checkpoint is {path}, written at {File.GetLastWriteTime(path):HH:mm:ss}; training resumes from there."
            : "No training checkpoint was written.";
}
