using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Execution;
using DigitLab.Host.Jupyter.Requests;

namespace DigitLab.Host.Jupyter;

/// <summary>
/// A Jupyter kernel: one thread handles the requests on shell, another those on control, so that an interrupt or a
/// shutdown is handled while a cell runs.
/// </summary>
internal sealed class KernelServer : IDisposable
{
    private readonly ManualResetEventSlim ended = new();
    private readonly CellExecutor executor;
    private readonly RequestHandlers handlers;
    private readonly KernelChannels channels;

    /// <summary>Starts to listen; <see cref="WaitUntilEnd"/> returns when a client has shut the kernel down.</summary>
    public KernelServer(ConnectionFile connection, string workingDirectory)
    {
        executor = new CellExecutor(workingDirectory);
        handlers = RequestHandlers.Create(executor, End);
        channels = new KernelChannels(connection);
        Start("shell", channels.Shell);
        Start("control", channels.Control);
        channels.Publish("status", new JsonObject { ["execution_state"] = "starting" }, null);
    }

    /// <summary>Whether the kernel ends so that its front end restarts it.</summary>
    public bool IsRestarting => executor.IsRestarting;

    /// <summary>Waits until a client shuts the kernel down or the process that started it has exited.</summary>
    public void WaitUntilEnd() => ended.Wait();

    /// <summary>Interrupts the running cell, if there is one: <see cref="CellExecutor.Interrupt"/>.</summary>
    public void Interrupt() => executor.Interrupt();

    public void End() => ended.Set();

    public void Dispose() => channels.Dispose();

    private void Start(string name, KernelChannels.Channel channel) =>
        new Thread(() =>
        {
            foreach (var message in channel.Requests.GetConsumingEnumerable())
            {
                Handle(message, channel);
            }
        })
        {
            IsBackground = true,
            Name = name,
        }.Start();

    private void Handle(JupyterMessage message, KernelChannels.Channel channel)
    {
        var context = new RequestContext(channels, channel, message);
        context.PublishStatus("busy");
        try
        {
            if (handlers.Handle(context) is { } content)
            {
                content["status"] ??= "ok";
                var aborted = context.AbortsQueued ? TakeQueued(message, channel) : [];
                context.Reply(content);
                aborted.ForEach(cell => Abort(cell, channel));
            }
        }
        catch (Exception e)
        {
            // A request that fails must not end the kernel.
            Console.Error.WriteLine($"digitlab kernel: {message.Type}: {e}");
            if (message.Type.EndsWith("_request", StringComparison.Ordinal))
            {
                context.Reply(ErrorContent.Reply(e.GetType().Name, e.Message, []));
            }
        }
        finally
        {
            context.PublishStatus("idle");
        }
        if (context.EndsKernel)
        {
            End();
        }
    }

    /// <summary>After a cell failed, the cells of its client that are queued behind it are not run.</summary>
    private static List<JupyterMessage> TakeQueued(JupyterMessage failed, KernelChannels.Channel channel)
    {
        var queued = new List<JupyterMessage>();
        while (channel.Requests.TryTake(out var request))
        {
            queued.Add(request);
        }
        var cells = queued
            .Where(request =>
                request.Type == ExecuteRequest.MessageType
                && request.Header.Text("session") == failed.Header.Text("session")
            )
            .ToList();
        queued.Except(cells).ToList().ForEach(channel.Requests.Add);
        return cells;
    }

    private void Abort(JupyterMessage cell, KernelChannels.Channel channel)
    {
        var context = new RequestContext(channels, channel, cell);
        context.PublishStatus("busy");
        context.Reply(new JsonObject { ["status"] = "aborted", ["execution_count"] = executor.Count });
        context.PublishStatus("idle");
    }
}
