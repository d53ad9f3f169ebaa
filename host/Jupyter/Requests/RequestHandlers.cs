using System.Text.Json.Nodes;
using DigitLab.Host.Execution;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>The handlers of all requests, by message type.</summary>
internal sealed class RequestHandlers
{
    private readonly Dictionary<string, Func<RequestContext, JsonObject?>> handlers = new(StringComparer.Ordinal);

    public static RequestHandlers Create(CellExecutor executor, Action end)
    {
        var handlers = new RequestHandlers();
        var assistant = new CodeAssistant(executor.Runner.Session);
        var history = new ExecutionHistory();
        handlers.Add(new KernelInfoHandler());
        handlers.Add(new ExecuteHandler(executor, history, end));
        handlers.Add(new CompleteHandler(assistant));
        handlers.Add(new InspectHandler(assistant));
        handlers.Add(new IsCompleteHandler(assistant));
        handlers.Add(new HistoryHandler(history));
        handlers.Add(new CommInfoHandler());
        handlers.Add(new CommOpenHandler());
        handlers.Add(new InterruptHandler(executor));
        handlers.Add(new ShutdownHandler(executor));
        return handlers;
    }

    /// <returns>The content of the reply; null when the request gets none or is unknown.</returns>
    public JsonObject? Handle(RequestContext context) =>
        handlers.GetValueOrDefault(context.Message.Type)?.Invoke(context);

    private void Add<TRequest>(IRequestHandler<TRequest> handler)
        where TRequest : IKernelRequest<TRequest> =>
        handlers.Add(TRequest.MessageType, context => handler.Handle(TRequest.Read(context.Message.Content), context));
}
