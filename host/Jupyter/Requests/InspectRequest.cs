using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Asks for the documentation of the symbol at the cursor.</summary>
/// <param name="Code">The cell's text.</param>
/// <param name="Cursor">Code points before the cursor.</param>
internal sealed record InspectRequest(string Code, int Cursor) : IKernelRequest<InspectRequest>
{
    public static string MessageType => "inspect_request";

    public static InspectRequest Read(JsonObject content) =>
        new(content.Text("code") ?? "", content.Integer("cursor_pos") ?? int.MaxValue);
}

internal sealed class InspectHandler(CodeAssistant assistant) : IRequestHandler<InspectRequest>
{
    public JsonObject Handle(InspectRequest request, RequestContext context) =>
        assistant.Inspect(request.Code, request.Cursor);
}
