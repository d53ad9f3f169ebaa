using System.Diagnostics;

namespace DigitLab.Host.Running;

/// <summary>Passes events on; of progress events only a few per second.</summary>
internal sealed class ProgressThrottle(Action<RunEvent> report)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private long last;

    public void Report(RunEvent happened)
    {
        lock (gate)
        {
            if (happened.Kind == RunEventKind.Progress)
            {
                if (last != 0 && Stopwatch.GetElapsedTime(last) < Interval)
                {
                    return;
                }
                last = Stopwatch.GetTimestamp();
            }
            report(happened);
        }
    }
}
