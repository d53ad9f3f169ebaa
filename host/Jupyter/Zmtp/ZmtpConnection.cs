using System.Buffers.Binary;
using System.Text;

namespace DigitLab.Host.Jupyter;

/// <summary>The peer violated the protocol; its connection is closed.</summary>
internal sealed class ZmtpException(string message) : IOException(message);

/// <summary>
/// The server side of a ZMTP 3.0 connection (ZeroMQ's wire protocol, rfc.zeromq.org/spec/23) with the NULL
/// mechanism.
/// </summary>
internal sealed class ZmtpConnection(Stream stream, string socketType)
{
    /// <summary>The largest real message is a cell or a reply; the limit protects against broken peers.</summary>
    public const int MaxFrame = 64 * 1024 * 1024;

    private const int MaxFrames = 256;
    private const int GreetingLength = 64;

    private readonly Lock writing = new();

    /// <summary>The peer's identity; empty if it sent none.</summary>
    public byte[] Identity { get; private set; } = [];

    /// <summary>Exchanges greetings and READY commands.</summary>
    /// <exception cref="ZmtpException">The peer does not speak ZMTP 3 with the NULL mechanism.</exception>
    public void Handshake()
    {
        var greeting = new byte[GreetingLength];
        (greeting[0], greeting[9], greeting[10]) = (0xFF, 0x7F, 3);
        "NULL"u8.CopyTo(greeting.AsSpan(12));
        stream.Write(greeting);

        var theirs = new byte[GreetingLength];
        stream.ReadExactly(theirs);
        if (theirs[0] != 0xFF || theirs[9] != 0x7F || theirs[10] < 3)
        {
            throw new ZmtpException("The peer does not speak ZMTP 3.");
        }
        if (!theirs.AsSpan(12, 20).TrimEnd((byte)0).SequenceEqual("NULL"u8))
        {
            throw new ZmtpException("The peer requires a security mechanism other than NULL.");
        }
        WriteCommand(Ready());
        var (flags, body) = ReadFrame();
        if ((flags & Flags.Command) == 0 || CommandName(body) != "READY")
        {
            throw new ZmtpException("The peer did not send READY.");
        }
        Identity =
            Properties(body)
                .FirstOrDefault(property => property.Name.Equals("Identity", StringComparison.OrdinalIgnoreCase))
                .Value
            ?? [];
    }

    /// <summary>Reads one message. SUBSCRIBE and CANCEL commands are returned as messages of the older form.</summary>
    public byte[][] Read()
    {
        var frames = new List<byte[]>();
        long size = 0;
        while (true)
        {
            var (flags, body) = ReadFrame();
            if ((flags & Flags.Command) != 0)
            {
                switch (CommandName(body))
                {
                    case "PING":
                        WriteCommand([4, .. "PONG"u8, .. body.Skip(1 + 4 + 2)]);
                        break;
                    case "SUBSCRIBE":
                        return
                        [
                            [1, .. body.Skip(1 + "SUBSCRIBE".Length)],
                        ];
                    case "CANCEL":
                        return
                        [
                            [0, .. body.Skip(1 + "CANCEL".Length)],
                        ];
                }
                continue;
            }
            frames.Add(body);
            size += body.Length;
            if (frames.Count > MaxFrames || size > MaxFrame)
            {
                throw new ZmtpException("The message is too large.");
            }
            if ((flags & Flags.More) == 0)
            {
                return [.. frames];
            }
        }
    }

    /// <summary>Writes one message; writers are serialised.</summary>
    /// <param name="frames">Its frames.</param>
    /// <param name="written">Called whenever the peer has read some of it.</param>
    public void Write(IReadOnlyList<byte[]> frames, Action written)
    {
        using var message = new MemoryStream();
        for (var i = 0; i < frames.Count; i++)
        {
            AppendFrame(message, frames[i], command: false, more: i + 1 < frames.Count);
        }
        lock (writing)
        {
            const int piece = 256 * 1024;
            var bytes = message.GetBuffer().AsSpan(0, (int)message.Length);
            for (var start = 0; start < bytes.Length; start += piece)
            {
                stream.Write(bytes[start..Math.Min(bytes.Length, start + piece)]);
                written();
            }
        }
    }

    private void WriteCommand(byte[] body)
    {
        using var message = new MemoryStream();
        AppendFrame(message, body, command: true, more: false);
        lock (writing)
        {
            stream.Write(message.ToArray());
        }
    }

    private static void AppendFrame(MemoryStream message, byte[] body, bool command, bool more)
    {
        var flags = (command ? Flags.Command : 0) | (more ? Flags.More : 0) | (body.Length > 255 ? Flags.Long : 0);
        Span<byte> header = stackalloc byte[(flags & Flags.Long) != 0 ? 9 : 2];
        header[0] = (byte)flags;
        if (header.Length == 9)
        {
            BinaryPrimitives.WriteInt64BigEndian(header[1..], body.Length);
        }
        else
        {
            header[1] = (byte)body.Length;
        }
        message.Write(header);
        message.Write(body);
    }

    private (Flags Flags, byte[] Body) ReadFrame()
    {
        var header = new byte[9];
        stream.ReadExactly(header.AsSpan(0, 2));
        var flags = (Flags)header[0];
        if ((flags & ~(Flags.More | Flags.Long | Flags.Command)) != 0)
        {
            throw new ZmtpException("A frame has unknown flags.");
        }
        long length = header[1];
        if ((flags & Flags.Long) != 0)
        {
            stream.ReadExactly(header.AsSpan(2, 7));
            length = BinaryPrimitives.ReadInt64BigEndian(header.AsSpan(1));
        }
        if (length is < 0 or > MaxFrame)
        {
            throw new ZmtpException($"A frame has {length} bytes; the limit is {MaxFrame}.");
        }
        // Read in chunks: a large declared size alone must not allocate memory.
        var body = new byte[Math.Min(length, 65536)];
        var read = 0;
        while (true)
        {
            stream.ReadExactly(body.AsSpan(read));
            read = body.Length;
            if (read == length)
            {
                return (flags, body);
            }
            Array.Resize(ref body, (int)Math.Min(length, read * 2L));
        }
    }

    private byte[] Ready()
    {
        byte[] type = Encoding.ASCII.GetBytes(socketType);
        return [5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. type];
    }

    private static string CommandName(byte[] body) =>
        body.Length > 0 && body[0] < body.Length ? Encoding.ASCII.GetString(body, 1, body[0]) : "";

    /// <summary>The properties of a READY command; a malformed rest is ignored.</summary>
    private static IEnumerable<(string Name, byte[] Value)> Properties(byte[] body)
    {
        var position = 1 + "READY".Length;
        while (position < body.Length)
        {
            var nameEnd = position + 1 + body[position];
            if (nameEnd + 4 > body.Length)
            {
                yield break;
            }
            var length = BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(nameEnd));
            if (length > body.Length - nameEnd - 4)
            {
                yield break;
            }
            var name = Encoding.ASCII.GetString(body, position + 1, body[position]);
            yield return (name, body[(nameEnd + 4)..(nameEnd + 4 + (int)length)]);
            position = nameEnd + 4 + (int)length;
        }
    }

    [Flags]
    private enum Flags
    {
        More = 1,
        Long = 2,
        Command = 4,
    }
}
