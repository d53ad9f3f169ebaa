using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace DigitLab.Host.VsCode;

/// <summary>
/// Reads the protocol's frames on its own thread and passes on the valid ones; the library would close the connection
/// at the first invalid one.
/// </summary>
/// <param name="stream">The input.</param>
internal sealed class FrameReader(Stream stream)
{
    /// <summary>No notebook is this large.</summary>
    private const int MaxLength = 512 * 1024 * 1024;

    private const int MaxHeader = 4096;

    // The pipe's reader continues on the writing thread, because a cell may block the thread pool.
    private readonly Pipe pipe = new(
        new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: 0,
            useSynchronizationContext: false
        )
    );

    /// <summary>The valid frames.</summary>
    public PipeReader Messages => pipe.Reader;

    /// <summary>Called for each request that expects a response, before it is passed on.</summary>
    public Action Asked { get; init; } = () => { };

    /// <summary>Called with the error for each invalid frame.</summary>
    public Action<string> Refused { get; init; } = _ => { };

    /// <summary>Called at the end of the stream.</summary>
    public Action Ended { get; init; } = () => { };

    public void Start() => new Thread(Work) { IsBackground = true, Name = "protocol" }.UnsafeStart();

    private void Work()
    {
        try
        {
            var buffered = new BufferedStream(stream, 64 * 1024);
            while (ReadLength(buffered) is { } length)
            {
                var body = new byte[length];
                buffered.ReadExactly(body);
                Take(body);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
            Console.Error.WriteLine($"digitlab vscode: {e.Message}");
        }
        Ended();
    }

    private void Take(byte[] body)
    {
        try
        {
            if (IsQuestion(body))
            {
                Asked();
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            Refused(e.Message);
            return;
        }
        pipe.Writer.Write(Encoding.ASCII.GetBytes($"Content-Length: {body.Length}\r\n\r\n"));
        pipe.Writer.Write(body);
        // Never blocks: the pipe has no limit.
        _ = pipe.Writer.FlushAsync();
    }

    /// <summary>The length of the next frame; null at the end.</summary>
    private static int? ReadLength(Stream stream)
    {
        int? length = null;
        var header = new byte[MaxHeader];
        for (var count = 0; ; )
        {
            var next = stream.ReadByte();
            if (next < 0)
            {
                return null;
            }
            if (next != '\n')
            {
                header[count++] = (byte)next;
                if (count == MaxHeader)
                {
                    throw new InvalidDataException("A frame's header is too long.");
                }
                continue;
            }
            var line = Encoding.ASCII.GetString(header, 0, count).TrimEnd('\r');
            count = 0;
            if (line.Length == 0)
            {
                return length
                    ?? throw new InvalidDataException(
                        "A frame has no Content-Length, so the next one cannot be found."
                    );
            }
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length =
                    int.TryParse(line.AsSpan(15), out var number) && number is >= 0 and <= MaxLength
                        ? number
                        : throw new InvalidDataException($"Not a frame length: {line[15..].Trim()}.");
            }
        }
    }

    /// <summary>Whether a frame is a request that expects a response, and not a notification or response.</summary>
    /// <exception cref="JsonException">It is not a JSON-RPC 2.0 message.</exception>
    private static bool IsQuestion(byte[] body)
    {
        using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 512 });
        var root = document.RootElement;
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("jsonrpc", out var version)
            || version.ValueKind != JsonValueKind.String
            || !version.ValueEquals("2.0")
        )
        {
            throw new JsonException("A frame is not a JSON-RPC 2.0 message.");
        }
        var hasId = root.TryGetProperty("id", out var id);
        if (
            hasId
            && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)
            && !(id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out _))
        )
        {
            throw new JsonException("A message's id must be a string or an integer.");
        }
        if (!root.TryGetProperty("method", out var method))
        {
            return hasId && (root.TryGetProperty("result", out _) || root.TryGetProperty("error", out _))
                ? false
                : throw new JsonException("A message is neither a request nor a response.");
        }
        if (
            method.ValueKind != JsonValueKind.String
            || root.TryGetProperty("params", out var parameters)
                && parameters.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
        )
        {
            throw new JsonException("A request's method must be a string, and its params an object or array.");
        }
        return hasId;
    }
}
