using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Asks for the open comms; this kernel has none.</summary>
internal sealed record CommInfoRequest : IKernelRequest<CommInfoRequest>
{
    public static string MessageType => "comm_info_request";

    public static CommInfoRequest Read(JsonObject content) => new();
}

internal sealed class CommInfoHandler : IRequestHandler<CommInfoRequest>
{
    public JsonObject Handle(CommInfoRequest request, RequestContext context) => new() { ["comms"] = new JsonObject() };
}

/// <summary>Opens a comm.</summary>
internal sealed record CommOpenRequest(string? CommId) : IKernelRequest<CommOpenRequest>
{
    public static string MessageType => "comm_open";

    public static CommOpenRequest Read(JsonObject content) => new(content.Text("comm_id"));
}

internal sealed class CommOpenHandler : IRequestHandler<CommOpenRequest>
{
    public JsonObject? Handle(CommOpenRequest request, RequestContext context)
    {
        // This kernel has no comm targets; the protocol requires closing such a comm at once.
        context.Publish("comm_close", new JsonObject { ["comm_id"] = request.CommId, ["data"] = new JsonObject() });
        return null;
    }
}
