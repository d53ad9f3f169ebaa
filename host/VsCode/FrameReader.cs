using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace DigitLab.Host.VsCode;

/// <summary>
/// Reads the frames of the protocol on a thread of its own and hands on those that are messages, in place of a connection
/// that ends with the first that is none.
/// </summary>
/// <param name="stream">Where they come from.</param>
internal sealed class FrameReader(Stream stream)
{
    /// <summary>No notebook is so large.</summary>
    private const int MaxLength = 512 * 1024 * 1024;

    private const int MaxHeader = 4096;

    // The other end of the pipe goes on on the thread that writes here: the thread pool may be occupied by a cell.
    private readonly Pipe pipe = new(
        new PipeOptions(
            readerScheduler: PipeScheduler.Inline,
            writerScheduler: PipeScheduler.Inline,
            pauseWriterThreshold: 0,
            useSynchronizationContext: false
        )
    );

    /// <summary>The frames that are messages.</summary>
    public PipeReader Messages => pipe.Reader;

    /// <summary>Called for each request that wants an answer, before it is handed on.</summary>
    public Action Asked { get; init; } = () => { };

    /// <summary>Called with what is wrong for each frame that is no message.</summary>
    public Action<string> Refused { get; init; } = _ => { };

    /// <summary>Called when the stream ends.</summary>
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
        // Nothing waits: the pipe takes all that comes.
        _ = pipe.Writer.FlushAsync();
    }

    /// <summary>The length of the frame that comes; null at the end.</summary>
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
                    throw new InvalidDataException("A header of a frame is too long.");
                }
                continue;
            }
            var line = Encoding.ASCII.GetString(header, 0, count).TrimEnd('\r');
            count = 0;
            if (line.Length == 0)
            {
                return length
                    ?? throw new InvalidDataException("A frame has no Content-Length; frames end and start nowhere then.");
            }
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
            {
                length =
                    int.TryParse(line.AsSpan(15), out var number) && number is >= 0 and <= MaxLength
                        ? number
                        : throw new InvalidDataException($"No length of a frame: {line[15..].Trim()}.");
            }
        }
    }

    /// <summary>Whether it wants an answer: a request, and no notification or response.</summary>
    /// <exception cref="JsonException">It is no message of JSON-RPC 2.0.</exception>
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
            throw new JsonException("A frame is no message of JSON-RPC 2.0.");
        }
        var hasId = root.TryGetProperty("id", out var id);
        if (
            hasId
            && id.ValueKind is not (JsonValueKind.String or JsonValueKind.Null)
            && !(id.ValueKind == JsonValueKind.Number && id.TryGetInt64(out _))
        )
        {
            throw new JsonException("A message's id is neither text nor a whole number.");
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
            throw new JsonException("A request's method is no text, or its params are neither object nor list.");
        }
        return hasId;
    }
}
