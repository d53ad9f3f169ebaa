using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Asks whether code can run as it is; consoles ask when Enter is pressed.</summary>
internal sealed record IsCompleteRequest(string Code) : IKernelRequest<IsCompleteRequest>
{
    public static string MessageType => "is_complete_request";

    public static IsCompleteRequest Read(JsonObject content) => new(content.Text("code") ?? "");
}

internal sealed class IsCompleteHandler(CodeAssistant assistant) : IRequestHandler<IsCompleteRequest>
{
    public JsonObject Handle(IsCompleteRequest request, RequestContext context) => assistant.IsComplete(request.Code);
}
