using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace DigitLab.Host.VsCode;

/// <summary>A connection that counts requests without a response.</summary>
internal sealed class CountingRpc(IJsonRpcMessageHandler messages) : JsonRpc(messages)
{
    private int open;

    /// <summary>Called when a request arrives.</summary>
    public void Asked() => Interlocked.Increment(ref open);

    /// <summary>Waits, up to a limit, for the remaining responses.</summary>
    public void WaitUntilAnswered(TimeSpan timeout) => SpinWait.SpinUntil(() => Volatile.Read(ref open) <= 0, timeout);

    protected override void OnResponseSent(JsonRpcMessage response)
    {
        base.OnResponseSent(response);
        Interlocked.Decrement(ref open);
    }
}
