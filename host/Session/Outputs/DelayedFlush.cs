using System.Collections.Concurrent;
using System.Diagnostics;

namespace DigitLab.Host.Session;

/// <summary>
/// Runs an action after a delay, on one shared thread: timers use the thread pool, which a cell may block.
/// </summary>
internal sealed class DelayedFlush(Action flush, TimeSpan delay)
{
    private static readonly BlockingCollection<(long Due, Action Flush)> Queue = [];

    static DelayedFlush() => new Thread(Work) { IsBackground = true, Name = "output" }.UnsafeStart();

    public void Schedule() =>
        Queue.Add((Stopwatch.GetTimestamp() + (long)(delay.TotalSeconds * Stopwatch.Frequency), flush));

    private static void Work()
    {
        foreach (var (due, flush) in Queue.GetConsumingEnumerable())
        {
            var wait = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due);
            if (wait > TimeSpan.Zero)
            {
                Thread.Sleep(wait);
            }
            flush();
        }
    }
}
