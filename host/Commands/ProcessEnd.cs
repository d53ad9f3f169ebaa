namespace DigitLab.Host.Commands;

/// <summary>Ends a process in which notebooks ran.</summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Ends this process, also when code of a cell that hears of the end does not return.</summary>
    public static void Exit(ExitCode code)
    {
        new Thread(() =>
        {
            Thread.Sleep(Patience);
            using var self = System.Diagnostics.Process.GetCurrentProcess();
            self.Kill();
        })
        {
            IsBackground = true,
            Name = "end",
        }.Start();
        Environment.Exit((int)code);
    }
}
