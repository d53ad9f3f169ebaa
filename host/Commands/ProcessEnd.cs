namespace DigitLab.Host.Commands;

/// <summary>Ends a process that ran notebooks.</summary>
internal static class ProcessEnd
{
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(2);

    /// <summary>Exits even if an exit handler of a cell does not return.</summary>
    public static void Exit(ExitCode code)
    {
        new Thread(() =>
        {
            Thread.Sleep(GracePeriod);
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
