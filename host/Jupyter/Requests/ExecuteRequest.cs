using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Execution;
using DigitLab.Host.Session;

namespace DigitLab.Host.Jupyter.Requests;

/// <summary>Runs a cell.</summary>
/// <param name="Code">The cell's text.</param>
/// <param name="IsSilent">Whether the client wants no outputs.</param>
/// <param name="StoresHistory">Whether the execution is counted and kept in the history.</param>
/// <param name="StopsOnError">Whether cells queued behind it are aborted when it fails.</param>
/// <param name="AllowsStdin">Whether the client answers questions for input.</param>
/// <param name="UserExpressions">Expressions to evaluate when the cell succeeded.</param>
internal sealed record ExecuteRequest(
    string Code,
    bool IsSilent,
    bool StoresHistory,
    bool StopsOnError,
    bool AllowsStdin,
    JsonObject UserExpressions
) : IKernelRequest<ExecuteRequest>
{
    public static string MessageType => "execute_request";

    public static ExecuteRequest Read(JsonObject content) =>
        new(
            content.Text("code") ?? "",
            content.IsTrue("silent"),
            StoresHistory: !content.IsTrue("silent") && !content.IsFalse("store_history"),
            StopsOnError: !content.IsFalse("stop_on_error"),
            AllowsStdin: content.IsTrue("allow_stdin"),
            content["user_expressions"] as JsonObject ?? []
        );
}

/// <param name="executor">Runs the cells.</param>
/// <param name="history">Keeps them.</param>
/// <param name="end">Ends the kernel.</param>
internal sealed class ExecuteHandler(CellExecutor executor, ExecutionHistory history, Action end)
    : IRequestHandler<ExecuteRequest>
{
    public JsonObject Handle(ExecuteRequest request, RequestContext context)
    {
        var count = request.StoresHistory ? executor.NextCount() : executor.Count;
        if (request.StoresHistory)
        {
            history.Add(request.Code);
        }
        if (!request.IsSilent)
        {
            context.Publish("execute_input", new JsonObject { ["code"] = request.Code, ["execution_count"] = count });
        }
        var client = new Client(request, context, count, end);
        JsonObject expressions = [];
        var error = executor.Run(
            new CellExecution(NotebookLanguages.CSharp, request.Code, $"cell {count}", count, client),
            interrupt =>
                expressions = UserExpressions.Evaluate(request.UserExpressions, executor.Runner.Session, interrupt)
        );
        if (error is null)
        {
            return new JsonObject
            {
                ["status"] = "ok",
                ["execution_count"] = count,
                ["payload"] = new JsonArray(),
                ["user_expressions"] = expressions,
            };
        }
        client.Send("error", ErrorContent.Create(error));
        context.AbortsQueued = request.StopsOnError;
        return FailedReply(error, count);
    }

    private static JsonObject FailedReply(CellError error, int count)
    {
        var content = ErrorContent.Reply(error.Name, error.Message, error.Traceback);
        content["execution_count"] = count;
        content["user_expressions"] = new JsonObject();
        return content;
    }

    /// <summary>The client that sent the request.</summary>
    private sealed class Client(ExecuteRequest request, RequestContext context, int count, Action end) : ICellClient
    {
        public void Send(string type, JsonObject content)
        {
            if (!request.IsSilent)
            {
                context.Publish(type, content);
            }
        }

        public string ReadInput(string prompt, bool isPassword, CancellationToken interrupt) =>
            request.AllowsStdin
                ? context.ReadInput(prompt, isPassword, interrupt)
                : throw new InvalidOperationException(
                    "The cell asks for input, but this front end does not answer such questions."
                );

        public void Restarting(CellError error)
        {
            context.Publish("error", ErrorContent.Create(error));
            context.Reply(FailedReply(error, count));
            context.PublishStatus("idle");
            end();
        }
    }
}
