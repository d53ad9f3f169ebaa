using System.Collections.Concurrent;

namespace DigitLab.Host.VsCode;

/// <summary>
/// Starts requests in order on its own thread: a cell may block the thread pool, and must still be
/// interruptible.
/// </summary>
internal sealed class RequestThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> calls = [];

    public RequestThread() => new Thread(Work) { IsBackground = true, Name = "requests" }.UnsafeStart();

    public override void Post(SendOrPostCallback d, object? state) => calls.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Send is not supported; use Post.");

    public override SynchronizationContext CreateCopy() => this;

    private void Work()
    {
        SetSynchronizationContext(this);
        foreach (var (call, state) in calls.GetConsumingEnumerable())
        {
            call(state);
        }
    }
}
