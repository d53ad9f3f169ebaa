using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace DigitLab.Idx;

/// <summary>An open IDX file: its shape first, then its values, read in order into buffers of the caller's choice.</summary>
internal sealed class IdxFile : IDisposable
{
    public const byte UnsignedByte = 0x08;
    private const int LargestRank = 8;

    // Deflate writes at least one bit per 129 bytes.
    private const long LargestCompression = 1032;

    private readonly string path;
    private readonly bool compressed;
    private readonly Stream content;
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private int position;

    private IdxFile(string path, FileStream file, bool compressed, int? expectedRank)
    {
        (this.path, this.compressed) = (path, compressed);
        content = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
        Shape = Decompressing(() => ReadHeader(content, path, file, compressed, expectedRank));
        Count = Shape.Aggregate(1, (product, dimension) => product * dimension);
        hash.AppendData(new IdxArray(Shape, []).Header());
    }

    /// <summary>Opens a file and checks its header.</summary>
    /// <param name="path">Plain or gzip.</param>
    /// <param name="expectedRank">3 for images, 1 for labels; any if null.</param>
    public static IdxFile Open(string path, int? expectedRank)
    {
        var file = File.OpenRead(path);
        try
        {
            var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
            file.Position = 0;
            return new(path, file, compressed, expectedRank);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The dimensions of the array.</summary>
    public int[] Shape { get; }

    /// <summary>The number of values: the product of the dimensions.</summary>
    public int Count { get; }

    /// <summary>Fills a buffer with the next values.</summary>
    /// <exception cref="InvalidDataException">The file ends before that, or its gzip data is damaged.</exception>
    public void Read(Memory<byte> values)
    {
        var found = Decompressing(() => content.ReadAtLeast(values.Span, values.Length, throwOnEndOfStream: false));
        position += found;
        if (found < values.Length)
            throw Truncated(path, Shape, Count, position);
    }

    /// <summary>All remaining values in chunks. The next chunk is read in the background while the caller uses this one.</summary>
    /// <param name="size">Values in a chunk; the last may have fewer.</param>
    public IEnumerable<ReadOnlyMemory<byte>> ReadChunks(int size = 1 << 18)
    {
        var buffers = (Now: new byte[Math.Min(size, Count)], Next: new byte[Math.Min(size, Count)]);
        var reading = Task.FromResult(NextChunk(buffers.Next));
        try
        {
            while (reading.GetAwaiter().GetResult() is { Length: > 0 } chunk)
            {
                buffers = (buffers.Next, buffers.Now);
                var next = buffers.Next;
                reading = Task.Run(() => NextChunk(next));
                yield return chunk;
            }
        }
        finally
        {
            // The caller may stop early: the file must not be closed while it is being read.
            Task.WhenAny(reading).Wait();
        }
    }

    private ReadOnlyMemory<byte> NextChunk(byte[] buffer)
    {
        var chunk = buffer.AsMemory(0, Math.Min(buffer.Length, Count - position));
        Read(chunk);
        hash.AppendData(chunk.Span);
        return chunk;
    }

    /// <summary>Checks that nothing follows the values.</summary>
    /// <exception cref="InvalidDataException">The file goes on after them.</exception>
    public void ExpectEnd()
    {
        if (Decompressing(content.ReadByte) >= 0)
            throw Trailing(path, Shape, "more bytes");
    }

    /// <summary>SHA-256 of the header and all chunks read, in lower-case hexadecimal digits.</summary>
    public string Sha256() => Convert.ToHexString(hash.GetCurrentHash()).ToLowerInvariant();

    public void Dispose()
    {
        content.Dispose();
        hash.Dispose();
    }

    /// <summary>Adds the file's name to what the decompressor says about damaged data.</summary>
    private T Decompressing<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException error)
            when (compressed && !error.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw new InvalidDataException($"{path}: its gzip data is damaged ({error.Message})", error);
        }
    }

    private static int[] ReadHeader(Stream content, string path, FileStream file, bool compressed, int? expectedRank)
    {
        Span<byte> magic = stackalloc byte[4];
        var found = content.ReadAtLeast(magic, 4, throwOnEndOfStream: false);
        CheckMagic(magic[..found], path, expectedRank);

        Span<byte> dimensions = stackalloc byte[4 * magic[3]];
        if (content.ReadAtLeast(dimensions, dimensions.Length, throwOnEndOfStream: false) < dimensions.Length)
            throw new InvalidDataException($"{path}: truncated within its header of {4 + dimensions.Length} bytes.");
        var shape = new int[magic[3]];
        // As double first: eight dimensions of 2^32 overflow every integer.
        var size = 1.0;
        for (var i = 0; i < shape.Length; i++)
        {
            shape[i] = BinaryPrimitives.ReadInt32BigEndian(dimensions[(4 * i)..]);
            if (shape[i] < 0)
                throw new InvalidDataException(
                    $"{path}: dimension {i} is {(uint)shape[i]:N0}, expected at most {int.MaxValue:N0}."
                );
            size *= shape[i];
        }
        var header = 4 + dimensions.Length;
        var room = compressed ? file.Length * LargestCompression : file.Length - header;
        if (size > room || size > Array.MaxLength)
            throw new InvalidDataException(
                $"{path}: truncated, or its header is wrong: shape {Text(shape)} needs {size:N0} bytes of values, "
                    + $"{(compressed ? "more than a gzip file of this length can hold" : $"the file has {Math.Max(room, 0):N0}")}."
            );
        if (!compressed && size < room)
            throw Trailing(path, shape, $"{room - size:N0} bytes");
        if (compressed && GzipLength(file) is var length && length != (uint)(header + (long)size))
            throw new InvalidDataException(
                $"{path}: truncated, or followed by other data: its last four bytes give an uncompressed length of "
                    + $"{length:N0} bytes, shape {Text(shape)} needs {header + size:N0}."
            );
        return shape;
    }

    /// <summary>A gzip file ends with its uncompressed length modulo 2^32 (RFC 1952); a truncated one does not.</summary>
    private static uint GzipLength(FileStream file)
    {
        Span<byte> last = stackalloc byte[4];
        RandomAccess.Read(file.SafeFileHandle, last, Math.Max(0, file.Length - last.Length));
        return BinaryPrimitives.ReadUInt32LittleEndian(last);
    }

    private static void CheckMagic(ReadOnlySpan<byte> magic, string path, int? expectedRank)
    {
        var expected = expectedRank switch
        {
            3 => "images (00 00 08 03)",
            1 => "labels (00 00 08 01)",
            _ => "an IDX file of unsigned bytes (00 00 08, then the rank)",
        };
        if (magic.Length < 4)
            throw new InvalidDataException($"{path}: only {magic.Length} bytes of content, expected {expected}.");
        var start = string.Join(' ', Convert.ToHexString(magic).Chunk(2).Select(pair => new string(pair)));
        if (magic[0] != 0 || magic[1] != 0 || magic[3] is 0 or > LargestRank)
            throw new InvalidDataException(
                $"{path}: not an IDX file: it starts with {start}, expected {expected}."
                    + (magic[0] == '<' ? " It looks like a web page saved under this name." : "")
            );
        if (magic[2] != UnsignedByte)
            throw new InvalidDataException(
                $"{path}: elements of type 0x{magic[2]:X2}{TypeName(magic[2])}, expected unsigned bytes (0x08)."
            );
        if (expectedRank is { } rank && rank != magic[3])
            throw new InvalidDataException(
                $"{path}: holds {Kind(magic[3])}, expected {expected}."
                    + (magic[3] is 1 or 3 ? " Were the files of images and labels swapped?" : "")
            );
    }

    private static InvalidDataException Truncated(string path, int[] shape, int size, int found) =>
        new($"{path}: truncated: shape {Text(shape)} needs {size:N0} bytes of values, found {found:N0}.");

    private static InvalidDataException Trailing(string path, int[] shape, string what) =>
        new($"{path}: {what} after the values of shape {Text(shape)}; expected the end of the file.");

    private static string Kind(byte rank) =>
        rank switch
        {
            1 => "labels (rank 1)",
            3 => "images (rank 3)",
            _ => $"an array of rank {rank}",
        };

    private static string TypeName(byte type) =>
        type switch
        {
            0x09 => " (signed byte)",
            0x0B => " (int16)",
            0x0C => " (int32)",
            0x0D => " (float32)",
            0x0E => " (float64)",
            _ => "",
        };

    internal static string Text(int[] shape) => $"[{string.Join(", ", shape)}]";
}
