using System.Text.Json.Nodes;
using DigitLab.Host.Execution;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Interrupts the running cell.</summary>
internal sealed record InterruptRequest : IKernelRequest<InterruptRequest>
{
    public static string MessageType => "interrupt_request";

    public static InterruptRequest Read(JsonObject content) => new();
}

internal sealed class InterruptHandler(CellExecutor executor) : IRequestHandler<InterruptRequest>
{
    public JsonObject Handle(InterruptRequest request, RequestContext context)
    {
        executor.Interrupt();
        return [];
    }
}
