using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Jupyter;

/// <summary>
/// The kernel's five sockets: checks and queues incoming requests, signs and sends outgoing messages.
/// </summary>
internal sealed class KernelChannels : IDisposable
{
    private readonly string session = Guid.NewGuid().ToString("N");
    private readonly byte[] key;
    private readonly ConcurrentDictionary<string, BlockingCollection<string>> inputWaiters = new();
    private readonly ReplayGuard replays = new();
    private readonly ZmtpSocket iopub;
    private readonly ZmtpSocket heartbeat;
    private readonly ZmtpSocket stdin;

    public KernelChannels(ConnectionFile connection)
    {
        key = Encoding.UTF8.GetBytes(connection.Key);
        iopub = new ZmtpSocket("PUB", EndPoint(connection, connection.IopubPort));
        heartbeat = new ZmtpSocket("REP", EndPoint(connection, connection.HeartbeatPort));
        stdin = new ZmtpSocket("ROUTER", EndPoint(connection, connection.StdinPort), ReceiveInput);
        Control = Listen(connection, connection.ControlPort);
        Shell = Listen(connection, connection.ShellPort);
    }

    /// <summary>A socket that requests come from, and the requests that wait to be handled.</summary>
    public sealed record Channel(BlockingCollection<JupyterMessage> Requests, ZmtpSocket Socket);

    public Channel Shell { get; }

    public Channel Control { get; }

    /// <summary>Publishes a message on iopub, as output of <paramref name="parent"/>.</summary>
    public void Publish(string type, JsonObject content, JupyterMessage? parent)
    {
        var message = JupyterMessage.Create(type, session, content, parent) with
        {
            Identities = [Encoding.UTF8.GetBytes($"kernel.{session}.{type}")],
        };
        iopub.Send(message.ToFrames(key));
    }

    /// <summary>Sends the reply to a request, on the socket that the request came from.</summary>
    public void Reply(Channel channel, string type, JsonObject content, JupyterMessage request) =>
        channel.Socket.Send(JupyterMessage.Create(type, session, content, request).ToFrames(key));

    /// <summary>
    /// Asks the client that sent <paramref name="parent"/> for a line of text and waits for the answer.
    /// </summary>
    public string ReadInput(string prompt, bool isPassword, JupyterMessage parent, CancellationToken interrupt)
    {
        var waiter = WaiterOf(parent);
        while (waiter.TryTake(out _))
        {
            // An answer to an earlier question that was interrupted.
        }
        var content = new JsonObject { ["prompt"] = prompt, ["password"] = isPassword };
        stdin.Send(JupyterMessage.Create("input_request", session, content, parent).ToFrames(key));
        return waiter.Take(interrupt);
    }

    public void Dispose()
    {
        foreach (var socket in new[] { Shell.Socket, Control.Socket, stdin, iopub, heartbeat })
        {
            socket.Flush(TimeSpan.FromSeconds(1));
            socket.Dispose();
        }
    }

    private Channel Listen(ConnectionFile connection, int port)
    {
        var requests = new BlockingCollection<JupyterMessage>();
        return new Channel(
            requests,
            new ZmtpSocket("ROUTER", EndPoint(connection, port), frames => Receive(frames, requests))
        );
    }

    private static EndPoint EndPoint(ConnectionFile connection, int port) =>
        connection.Transport == "ipc"
            ? new UnixDomainSocketEndPoint($"{connection.Ip}-{port}")
            : new IPEndPoint(IPAddress.Parse(connection.Ip), port);

    /// <returns>Whether the message was signed with the key.</returns>
    private bool Receive(byte[][] frames, BlockingCollection<JupyterMessage> queue)
    {
        // Malformed, unsigned and replayed messages are ignored.
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
            WaiterOf(message).Add(message.Content.Text("value") ?? "");
        }
        return true;
    }

    private BlockingCollection<string> WaiterOf(JupyterMessage message) =>
        inputWaiters.GetOrAdd(Convert.ToHexString(message.Identities[0]), _ => []);

    private JupyterMessage? ReadNew(byte[][] frames) =>
        JupyterMessage.Parse(frames, key) is { } message
        && (message.Signature.Length == 0 || replays.Accept(message.Signature))
            ? message
            : null;
}
