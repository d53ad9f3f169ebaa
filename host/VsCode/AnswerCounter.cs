using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace DigitLab.Host.VsCode;

/// <summary>Reads and writes messages, and knows whether all that was asked has been answered.</summary>
internal sealed class AnswerCounter(IJsonRpcMessageHandler messages) : IJsonRpcMessageHandler
{
    private int open;

    public bool CanRead => messages.CanRead;

    public bool CanWrite => messages.CanWrite;

    public IJsonRpcMessageFormatter Formatter => messages.Formatter;

    /// <summary>A request came.</summary>
    public void Asked() => Interlocked.Increment(ref open);

    /// <summary>Waits for the answers that are still to be given, not for ever.</summary>
    public void WaitUntilAnswered(TimeSpan timeout) => SpinWait.SpinUntil(() => Volatile.Read(ref open) <= 0, timeout);

    public ValueTask<JsonRpcMessage?> ReadAsync(CancellationToken cancellationToken) =>
        messages.ReadAsync(cancellationToken);

    public async ValueTask WriteAsync(JsonRpcMessage jsonRpcMessage, CancellationToken cancellationToken)
    {
        await messages.WriteAsync(jsonRpcMessage, cancellationToken).ConfigureAwait(false);
        if (jsonRpcMessage is JsonRpcResult or JsonRpcError)
        {
            Interlocked.Decrement(ref open);
        }
    }
}
