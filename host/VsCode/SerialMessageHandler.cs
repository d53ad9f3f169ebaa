using System.IO.Pipelines;
using StreamJsonRpc;
using StreamJsonRpc.Protocol;

namespace DigitLab.Host.VsCode;

/// <summary>
/// Writes messages one after another, each on the thread that sends it. The library's own queue resumes waiting senders
/// on the thread pool, which a cell may block.
/// </summary>
internal sealed class SerialMessageHandler(PipeWriter writer, PipeReader reader, IJsonRpcMessageFormatter format)
    : HeaderDelimitedMessageHandler(writer, reader, format),
        IJsonRpcMessageHandler
{
    private readonly Lock gate = new();

    ValueTask IJsonRpcMessageHandler.WriteAsync(JsonRpcMessage message, CancellationToken cancellation)
    {
        lock (gate)
        {
            return WriteAsync(message, cancellation);
        }
    }
}
