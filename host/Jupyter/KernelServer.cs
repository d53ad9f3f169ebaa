using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Execution;
using DigitLab.Host.Session;

namespace DigitLab.Host.Jupyter;

/// <summary>
/// A Jupyter kernel: five sockets, a thread for the requests on shell, and one for those on control, so that an interrupt
/// or a shutdown comes through while a cell runs.
/// </summary>
internal sealed class KernelServer : IDisposable
{
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly byte[] key;
    private readonly BlockingCollection<JupyterMessage> shellRequests = [];
    private readonly BlockingCollection<JupyterMessage> controlRequests = [];
    private readonly ConcurrentDictionary<string, BlockingCollection<string>> inputWaiters = new();
    private readonly ManualResetEventSlim ended = new();
    private readonly ReplayGuard replays = new();
    private readonly ZmtpSocket shell;
    private readonly ZmtpSocket control;
    private readonly ZmtpSocket stdin;
    private readonly ZmtpSocket iopub;
    private readonly ZmtpSocket heartbeat;
    private readonly CellExecutor executor;
    private readonly CodeAssistant assistant;
    private readonly ExecutionHistory history = new();

    /// <summary>Starts to listen; <see cref="WaitUntilEnd"/> returns when a client shut the kernel down.</summary>
    public KernelServer(ConnectionFile connection, string workingDirectory)
    {
        key = Encoding.UTF8.GetBytes(connection.Key);
        executor = new CellExecutor(workingDirectory);
        assistant = new CodeAssistant(executor.Runner.Session);
        iopub = new ZmtpSocket("PUB", EndPoint(connection, connection.IopubPort));
        heartbeat = new ZmtpSocket("REP", EndPoint(connection, connection.HeartbeatPort));
        stdin = new ZmtpSocket("ROUTER", EndPoint(connection, connection.StdinPort), ReceiveInput);
        control = new ZmtpSocket(
            "ROUTER",
            EndPoint(connection, connection.ControlPort),
            frames => Receive(frames, controlRequests)
        );
        shell = new ZmtpSocket(
            "ROUTER",
            EndPoint(connection, connection.ShellPort),
            frames => Receive(frames, shellRequests)
        );
        Start("shell", shellRequests, shell);
        Start("control", controlRequests, control);
        Publish("status", new JsonObject { ["execution_state"] = "starting" }, null);
    }

    /// <summary>Whether the kernel ends so that its front end starts it anew.</summary>
    public bool IsRestarting => executor.IsRestarting;

    /// <summary>Waits until a client asks for the end, or the process that started the kernel is gone.</summary>
    public void WaitUntilEnd() => ended.Wait();

    /// <summary>Interrupts the running cell, if there is one: <see cref="CellExecutor.Interrupt"/>.</summary>
    public void Interrupt() => executor.Interrupt();

    public void End() => ended.Set();

    public void Dispose()
    {
        foreach (var socket in new[] { shell, control, stdin, iopub, heartbeat })
        {
            socket.Flush(TimeSpan.FromSeconds(1));
            socket.Dispose();
        }
    }

    /// <summary>Sends a message to all who listen to <paramref name="parent"/>'s outputs.</summary>
    public void Publish(string type, JsonObject content, JupyterMessage? parent, JsonObject? metadata = null)
    {
        var message = JupyterMessage.Create(type, session, content, parent) with
        {
            Identities = [Encoding.UTF8.GetBytes($"kernel.{session}.{type}")],
            Metadata = metadata ?? [],
        };
        iopub.Send(message.ToFrames(key));
    }

    /// <summary>Asks the client that sent <paramref name="parent"/> for a line of text and waits for it.</summary>
    /// <exception cref="InvalidOperationException">The client cannot be asked.</exception>
    public string ReadInput(string prompt, bool isPassword, JupyterMessage parent, CancellationToken interrupt)
    {
        if (parent.Content["allow_stdin"]?.GetValueKind() != System.Text.Json.JsonValueKind.True)
        {
            throw new InvalidOperationException(
                "The cell asks for input, but this front end does not answer such questions."
            );
        }
        var waiter = inputWaiters.GetOrAdd(Convert.ToHexString(parent.Identities[0]), _ => []);
        while (waiter.TryTake(out _))
        {
            // An answer that nobody waited for.
        }
        var content = new JsonObject { ["prompt"] = prompt, ["password"] = isPassword };
        stdin.Send(JupyterMessage.Create("input_request", session, content, parent).ToFrames(key));
        return waiter.Take(interrupt);
    }

    private static EndPoint EndPoint(ConnectionFile connection, int port) =>
        connection.Transport == "ipc"
            ? new UnixDomainSocketEndPoint($"{connection.Ip}-{port}")
            : new IPEndPoint(IPAddress.Parse(connection.Ip), port);

    /// <returns>Whether the message was signed with the key.</returns>
    private bool Receive(byte[][] frames, BlockingCollection<JupyterMessage> queue)
    {
        // What is not signed, not a message, or one that came before, is nobody's request.
        if (ReadNew(frames) is not { } message)
        {
            return false;
        }
        stdin.Trust(message.Identities[0]);
        queue.Add(message);
        return true;
    }

    private bool ReceiveInput(byte[][] frames)
    {
        if (ReadNew(frames) is not { } message)
        {
            return false;
        }
        if (message.Type == "input_reply")
        {
            inputWaiters
                .GetOrAdd(Convert.ToHexString(message.Identities[0]), _ => [])
                .Add(message.Content.Text("value") ?? "");
        }
        return true;
    }

    private JupyterMessage? ReadNew(byte[][] frames) =>
        JupyterMessage.Parse(frames, key) is { } message
        && (message.Signature.Length == 0 || replays.Accept(message.Signature))
            ? message
            : null;

    private void Start(string name, BlockingCollection<JupyterMessage> requests, ZmtpSocket socket)
    {
        var thread = new Thread(() =>
        {
            foreach (var request in requests.GetConsumingEnumerable())
            {
                Handle(request, socket);
            }
        })
        {
            IsBackground = true,
            Name = name,
        };
        thread.Start();
    }

    private void Handle(JupyterMessage request, ZmtpSocket socket)
    {
        Publish("status", new JsonObject { ["execution_state"] = "busy" }, request);
        try
        {
            if (Answer(request) is { } content)
            {
                var type = request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
                content["status"] ??= "ok";
                var abandoned =
                    request.Type == "execute_request" && content.Text("status") == "error" ? TakeQueued(request) : [];
                socket.Send(JupyterMessage.Create(type, session, content, request).ToFrames(key));
                foreach (var cell in abandoned)
                {
                    Abort(cell, socket);
                }
            }
        }
        catch (Exception e)
        {
            // A request that this kernel trips over must not end the kernel.
            Console.Error.WriteLine($"digitlab kernel: {request.Type}: {e}");
            if (request.Type.EndsWith("_request", StringComparison.Ordinal))
            {
                var type = request.Type.Replace("_request", "_reply", StringComparison.Ordinal);
                var content = ErrorContent.Create(e.GetType().Name, e.Message, []);
                content["status"] = "error";
                socket.Send(JupyterMessage.Create(type, session, content, request).ToFrames(key));
            }
        }
        finally
        {
            Publish("status", new JsonObject { ["execution_state"] = "idle" }, request);
        }
        if (request.Type == "shutdown_request")
        {
            End();
        }
    }

    /// <summary>The content of the reply; null when the request gets none.</summary>
    private JsonObject? Answer(JupyterMessage request)
    {
        var content = request.Content;
        switch (request.Type)
        {
            case "kernel_info_request":
                return KernelInfo.Reply();
            case "execute_request":
                return Execute(request);
            case "complete_request" or "inspect_request" or "is_complete_request":
                return assistant.Answer(
                    request.Type,
                    content.Text("code") ?? "",
                    Integer(content["cursor_pos"]) ?? int.MaxValue
                );
            case "history_request":
                return history.Answer(content);
            case "comm_info_request":
                return new JsonObject { ["comms"] = new JsonObject() };
            case "comm_open":
                // No comm has a target here; the protocol wants it closed at once.
                Publish(
                    "comm_close",
                    new JsonObject { ["comm_id"] = content.Text("comm_id"), ["data"] = new JsonObject() },
                    request
                );
                return null;
            case "interrupt_request":
                Interrupt();
                return [];
            case "shutdown_request":
                executor.End();
                var reply = new JsonObject { ["restart"] = content["restart"]?.DeepClone() ?? false };
                Publish("shutdown_reply", (JsonObject)reply.DeepClone(), request);
                return reply;
            default:
                return null;
        }
    }

    private JsonObject Execute(JupyterMessage request)
    {
        var code = request.Content.Text("code") ?? "";
        var silent = IsTrue(request.Content["silent"]);
        var store = !silent && request.Content["store_history"]?.GetValueKind() != System.Text.Json.JsonValueKind.False;
        var count = store ? executor.NextCount() : executor.Count;
        if (store)
        {
            history.Add(code);
        }
        if (!silent)
        {
            Publish("execute_input", new JsonObject { ["code"] = code, ["execution_count"] = count }, request);
        }
        var client = new RequestClient(this, request, silent);
        JsonObject expressions = [];
        var error = executor.Run(
            new CellExecution(Kernels.CSharp, code, $"cell {count}", count, client),
            interrupt =>
            {
                if (request.Content["user_expressions"] is JsonObject { Count: > 0 } asked)
                {
                    expressions = UserExpressions.Evaluate(asked, executor.Runner.Session, interrupt);
                }
            }
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
        return FailedReply(error, count);
    }

    /// <summary>The content of an <c>execute_reply</c> for a cell that failed.</summary>
    private static JsonObject FailedReply(CellError error, int count)
    {
        var content = ErrorContent.Create(error);
        content["status"] = "error";
        content["execution_count"] = count;
        content["user_expressions"] = new JsonObject();
        return content;
    }

    /// <summary>Tells that a cell is ended with the process; front ends start a kernel that has ended anew.</summary>
    public void Restart(JupyterMessage request, CellError error)
    {
        Publish("error", ErrorContent.Create(error), request);
        var reply = FailedReply(error, executor.Count);
        shell.Send(JupyterMessage.Create("execute_reply", session, reply, request).ToFrames(key));
        Publish("status", new JsonObject { ["execution_state"] = "idle" }, request);
        End();
    }

    /// <summary>After a cell that failed, the cells of its client that wait behind it are not run, if the client wants it so.</summary>
    private List<JupyterMessage> TakeQueued(JupyterMessage failed)
    {
        if (failed.Content["stop_on_error"]?.GetValueKind() == System.Text.Json.JsonValueKind.False)
        {
            return [];
        }
        var queued = new List<JupyterMessage>();
        while (shellRequests.TryTake(out var request))
        {
            queued.Add(request);
        }
        var cells = queued
            .Where(request =>
                request.Type == "execute_request" && request.Header.Text("session") == failed.Header.Text("session")
            )
            .ToList();
        queued.Except(cells).ToList().ForEach(shellRequests.Add);
        return cells;
    }

    private void Abort(JupyterMessage request, ZmtpSocket socket)
    {
        Publish("status", new JsonObject { ["execution_state"] = "busy" }, request);
        var content = new JsonObject { ["status"] = "aborted", ["execution_count"] = executor.Count };
        socket.Send(JupyterMessage.Create("execute_reply", session, content, request).ToFrames(key));
        Publish("status", new JsonObject { ["execution_state"] = "idle" }, request);
    }

    private static int? Integer(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out int number) ? number : null;

    private static bool IsTrue(JsonNode? node) => node?.GetValueKind() == System.Text.Json.JsonValueKind.True;
}
