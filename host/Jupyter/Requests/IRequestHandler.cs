using System.Text.Json.Nodes;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>A request of the Jupyter protocol, read from a message.</summary>
internal interface IKernelRequest<TSelf>
    where TSelf : IKernelRequest<TSelf>
{
    /// <summary>The message's <c>msg_type</c>.</summary>
    static abstract string MessageType { get; }

    static abstract TSelf Read(JsonObject content);
}

/// <summary>Handles requests of one type.</summary>
internal interface IRequestHandler<in TRequest>
{
    /// <returns>The content of the reply; null when the request gets none.</returns>
    JsonObject? Handle(TRequest request, RequestContext context);
}
