using System.Collections.Concurrent;

namespace DigitLab.Host.VsCode;

/// <summary>
/// Where requests are taken up, in their order: a thread of its own, since a cell may occupy the thread pool, and must be
/// interrupted nevertheless.
/// </summary>
internal sealed class RequestThread : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Call, object? State)> calls = [];

    public RequestThread() => new Thread(Work) { IsBackground = true, Name = "requests" }.UnsafeStart();

    public override void Post(SendOrPostCallback d, object? state) => calls.Add((d, state));

    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nobody waits for a request to be taken up.");

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
