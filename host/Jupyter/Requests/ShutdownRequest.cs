using System.Text.Json.Nodes;
using DigitLab.Host.Execution;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Ends the kernel.</summary>
/// <param name="Restart">Sent back as it came: whether the client starts another kernel.</param>
internal sealed record ShutdownRequest(JsonNode Restart) : IKernelRequest<ShutdownRequest>
{
    public static string MessageType => "shutdown_request";

    public static ShutdownRequest Read(JsonObject content) => new(content["restart"]?.DeepClone() ?? false);
}

internal sealed class ShutdownHandler(CellExecutor executor) : IRequestHandler<ShutdownRequest>
{
    public JsonObject Handle(ShutdownRequest request, RequestContext context)
    {
        executor.End();
        var reply = new JsonObject { ["restart"] = request.Restart };
        context.Publish("shutdown_reply", (JsonObject)reply.DeepClone());
        context.EndsKernel = true;
        return reply;
    }
}
