using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Jupyter;

namespace DigitLab.Host.Tests.Jupyter;

/// <summary>A kernel in this process, on ports of its own.</summary>
internal sealed class TestKernel : IDisposable
{
    public const string Key = "a-key";

    private readonly KernelServer server;

    public TestKernel()
    {
        var ports = FreePorts(5);
        Connection = new ConnectionFile("tcp", "127.0.0.1", Key, ports[0], ports[1], ports[2], ports[3], ports[4]);
        server = new KernelServer(Connection, AppContext.BaseDirectory);
    }

    public ConnectionFile Connection { get; }

    public void Dispose() => server.Dispose();

    public ZmtpTestClient Connect(string socketType, int port, string identity = "") => new(port, socketType, identity);

    public static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Stop();
        }
        return ports;
    }
}

/// <summary>The other side of ZMTP, written apart from the kernel's own, byte by byte.</summary>
internal sealed class ZmtpTestClient : IDisposable
{
    private readonly TcpClient tcp = new();

    public ZmtpTestClient(int port, string socketType, string identity)
    {
        tcp.Connect(IPAddress.Loopback, port);
        tcp.ReceiveTimeout = 120_000;
        Stream = tcp.GetStream();
        Stream.Write([0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0x7F, 3, 0, .. "NULL"u8, .. new byte[48]]);
        Read(64)[10].ShouldBe((byte)3);
        byte[] ready = [5, .. "READY"u8, .. Property("Socket-Type", socketType), .. Property("Identity", identity)];
        Stream.Write([4, (byte)ready.Length, .. ready]);
        Read(1)[0].ShouldBe((byte)4);
        Read(Read(1)[0]);
    }

    public NetworkStream Stream { get; }

    public void Dispose() => tcp.Dispose();

    public void Send(params byte[][] frames)
    {
        for (var i = 0; i < frames.Length; i++)
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, frames[i].Length);
            Stream.Write([(byte)(2 | (i + 1 < frames.Length ? 1 : 0)), .. length, .. frames[i]]);
        }
    }

    public byte[][] Receive()
    {
        var frames = new List<byte[]>();
        while (true)
        {
            var flags = Read(1)[0];
            var length = (flags & 2) != 0 ? BinaryPrimitives.ReadInt64BigEndian(Read(8)) : Read(1)[0];
            frames.Add(Read((int)length));
            if ((flags & 1) == 0)
            {
                return [.. frames];
            }
        }
    }

    /// <summary>Sends a request and returns its reply.</summary>
    public JupyterMessage Request(string type, JsonObject content, string key = TestKernel.Key) =>
        ReplyTo(Send(type, content, key));

    /// <summary>Sends a request; tells its id.</summary>
    public string Send(string type, JsonObject content, string key = TestKernel.Key)
    {
        var message = JupyterMessage.Create(type, "test", content, null);
        Send(message.ToFrames(Encoding.UTF8.GetBytes(key)));
        return message.Header["msg_id"]!.ToString();
    }

    public JupyterMessage ReplyTo(string id)
    {
        while (true)
        {
            var reply = ReceiveMessage();
            if (reply.ParentHeader["msg_id"]?.ToString() == id)
            {
                return reply;
            }
        }
    }

    public JupyterMessage ReceiveMessage() =>
        JupyterMessage.Parse(Receive(), Encoding.UTF8.GetBytes(TestKernel.Key)).ShouldNotBeNull();

    public JupyterMessage Execute(string code) => Request("execute_request", new JsonObject { ["code"] = code });

    private byte[] Read(int count)
    {
        var buffer = new byte[count];
        Stream.ReadExactly(buffer);
        return buffer;
    }

    private static byte[] Property(string name, string value) =>
        [
            (byte)name.Length,
            .. Encoding.ASCII.GetBytes(name),
            0,
            0,
            0,
            (byte)value.Length,
            .. Encoding.ASCII.GetBytes(value),
        ];
}
