using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace DigitLab.Idx.Tests.Sources;

/// <summary>A web server on this machine that can also misbehave.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopped = new();

    public FileServer()
    {
        listener.Start();
        _ = Task.Run(Accept);
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

    /// <summary>What is served, by name.</summary>
    public ConcurrentDictionary<string, byte[]> Files { get; } = new();

    /// <summary>Close the connection after so many bytes of a body.</summary>
    public int? BreakAfter { get; set; }

    /// <summary>Send so many bytes of a body, then nothing.</summary>
    public int? HangAfter { get; set; }

    /// <summary>Send one byte of a body at a time, so far apart.</summary>
    public TimeSpan? DripEvery { get; set; }

    /// <summary>Answer every request with a redirect.</summary>
    public string? RedirectTo { get; set; }

    /// <summary>Accept connections and never answer.</summary>
    public bool Silent { get; set; }

    /// <summary>Wait before an answer.</summary>
    public TimeSpan Delay { get; set; }

    public bool IgnoreRange { get; set; }

    /// <summary>"GET name from-to" for each request.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public void Dispose()
    {
        stopped.Cancel();
        listener.Stop();
    }

    private async Task Accept()
    {
        while (true)
        {
            TcpClient client;
            try
            {
                client = await listener.AcceptTcpClientAsync();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = Task.Run(() => Answer(client));
        }
    }

    private async Task Answer(TcpClient client)
    {
        using var connection = client;
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var request = (await reader.ReadLineAsync() ?? "").Split(' ');
            var from = 0;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
                if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase) && !IgnoreRange)
                    from = int.Parse(header[13..].TrimEnd('-'));
            if (request.Length < 2)
                return;
            var name = request[1].TrimStart('/');
            Requests.Enqueue($"{request[0]} {name} {from}");
            await Task.Delay(Silent ? Timeout.InfiniteTimeSpan : Delay, stopped.Token);
            await Send(stream, request[0], name, from);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException) { }
    }

    private async Task Send(Stream stream, string method, string name, int from)
    {
        if (RedirectTo is not null)
        {
            var answer =
                $"HTTP/1.1 302 Found\r\nLocation: {RedirectTo}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
            return;
        }
        if (!Files.TryGetValue(name, out var content))
        {
            await stream.WriteAsync(
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray()
            );
            return;
        }
        var status =
            from == 0 ? "200 OK"
            : from < content.Length ? "206 Partial Content"
            : "416 Range Not Satisfiable";
        var body = content.AsMemory(Math.Min(from, content.Length));
        var range =
            from > 0 && body.Length > 0 ? $"Content-Range: bytes {from}-{content.Length - 1}/{content.Length}\r\n" : "";
        var head = $"HTTP/1.1 {status}\r\nContent-Length: {body.Length}\r\n{range}Connection: close\r\n\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head));
        if (method == "HEAD")
            return;
        if (DripEvery is { } pause)
            for (var i = 0; i < body.Length; i++)
            {
                await stream.WriteAsync(body[i..(i + 1)]);
                await Task.Delay(pause, stopped.Token);
            }
        var sent = Math.Min(body.Length, Math.Min(BreakAfter ?? int.MaxValue, HangAfter ?? int.MaxValue));
        await stream.WriteAsync(body[..sent]);
        await stream.FlushAsync();
        if (HangAfter < body.Length)
            await Task.Delay(Timeout.InfiniteTimeSpan, stopped.Token);
    }
}
