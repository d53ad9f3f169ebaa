using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace DigitLab.Host.VsCode;

/// <summary>A connection that knows whether all that was asked has been answered.</summary>
internal sealed class CountingRpc(IJsonRpcMessageHandler messages) : JsonRpc(messages)
{
    private int open;

    /// <summary>A request came.</summary>
    public void Asked() => Interlocked.Increment(ref open);

    /// <summary>Waits for the answers that are still to be given, not for ever.</summary>
    public void WaitUntilAnswered(TimeSpan timeout) => SpinWait.SpinUntil(() => Volatile.Read(ref open) <= 0, timeout);

    protected override void OnResponseSent(JsonRpcMessage response)
    {
        base.OnResponseSent(response);
        Interlocked.Decrement(ref open);
    }
}
