using System.Text.Json.Nodes;
using DigitLab.Host.Execution;
using DigitLab.Host.Session;
using StreamJsonRpc;

namespace DigitLab.Host.VsCode;

/// <summary>Sends messages to the extension, in order.</summary>
/// <param name="rpc">The connection.</param>
/// <param name="end">Ends the process after all messages have been sent.</param>
internal sealed class ExtensionClient(JsonRpc rpc, Action end)
{
    private readonly Outbox outbox = new();

    private JsonRpc Rpc => rpc;

    private void End() => end();

    /// <summary>The client of one cell.</summary>
    /// <param name="cell">The cell.</param>
    /// <param name="count">The number of its execution.</param>
    /// <param name="abortWaiting">Aborts queued cells when the process has to end.</param>
    public ICellClient ForCell(QueuedCell cell, int count, Action abortWaiting) =>
        new CellClient(this, cell, count, abortWaiting);

    public void Notify(string method, object parameters) => outbox.Post(() => Send(method, parameters));

    public void Answer(QueuedCell cell, ExecuteResult result) => outbox.Post(() => cell.Give(result));

    public void Abort(QueuedCell cell) => outbox.Post(cell.Abort);

    private void Send(string method, object parameters) =>
        rpc.NotifyWithParameterObjectAsync(method, parameters).GetAwaiter().GetResult();

    private sealed class CellClient(ExtensionClient extension, QueuedCell cell, int count, Action abortWaiting)
        : ICellClient
    {
        public void Send(string type, JsonObject content)
        {
            var output = new OutputParameters(cell.Request.Cell, type, content);
            extension.outbox.Send(() => extension.Send("output", output));
        }

        public string ReadInput(string prompt, bool isPassword, CancellationToken interrupt)
        {
            var asked = new TaskCompletionSource<Task<string?>>();
            var question = new InputParameters(prompt, isPassword);
            extension.outbox.Post(() =>
                extension
                    .Rpc.InvokeWithParameterObjectAsync<string?>("input", question, interrupt)
                    .ContinueWith(
                        asked.SetResult,
                        CancellationToken.None,
                        TaskContinuationOptions.ExecuteSynchronously,
                        TaskScheduler.Default
                    )
            );
            asked.Task.Wait(interrupt);
            var answer = asked.Task.Result;
            return !answer.IsCompletedSuccessfully
                ? throw new InvalidOperationException(
                    "The cell asks for input, but this front end does not answer such questions."
                )
                : answer.Result ?? throw new InvalidOperationException("The cell asked for input, and none was given.");
        }

        public void Restarting(CellError error)
        {
            extension.Answer(cell, new ExecuteResult("error", count, ExecuteError.Of(error)));
            abortWaiting();
            extension.outbox.Post(extension.End);
        }
    }
}
