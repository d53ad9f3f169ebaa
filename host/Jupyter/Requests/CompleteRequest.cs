using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Asks for completions at the cursor.</summary>
/// <param name="Code">The cell's text.</param>
/// <param name="Cursor">Code points before the cursor.</param>
internal sealed record CompleteRequest(string Code, int Cursor) : IKernelRequest<CompleteRequest>
{
    public static string MessageType => "complete_request";

    public static CompleteRequest Read(JsonObject content) =>
        new(content.Text("code") ?? "", content.Integer("cursor_pos") ?? int.MaxValue);
}

internal sealed class CompleteHandler(CodeAssistant assistant) : IRequestHandler<CompleteRequest>
{
    public JsonObject Handle(CompleteRequest request, RequestContext context) =>
        assistant.Complete(request.Code, request.Cursor);
}
