using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;

namespace DigitLab.Idx;

/// <summary>Takes values as they are read.</summary>
/// <param name="values">A part of the array.</param>
/// <param name="start">Where in the array, in row-major order, it begins.</param>
internal delegate void IdxValues(ReadOnlySpan<byte> values, int start);

/// <summary>
/// Reads IDX files, the format of MNIST (described at the end of http://yann.lecun.com/exdb/mnist): big-endian
/// dimensions, then the values. Plain or gzip, told apart by their content and not by their name.
/// </summary>
/// <remarks>
/// What cannot be right is refused with an <see cref="InvalidDataException"/> that names the file, what was found and
/// what was expected. A header is never believed: memory is used in proportion to the file, not to what it claims.
/// </remarks>
public static class IdxReader
{
    internal const byte UnsignedByte = 0x08;
    private const int LargestRank = 8;

    /// <summary>Bytes that are handed on at once.</summary>
    private const int Part = 1 << 18;

    // Deflate writes at least one bit per 129 bytes.
    private const long LargestCompression = 1032;

    /// <summary>Reads an array of any rank.</summary>
    public static IdxArray Read(string path) => Read(path, expectedRank: null);

    /// <summary>Reads an array of images, [count, height, width].</summary>
    public static IdxArray ReadImages(string path) => Read(path, expectedRank: 3);

    /// <summary>Reads an array of labels, [count].</summary>
    public static IdxArray ReadLabels(string path) => Read(path, expectedRank: 1);

    /// <summary>Reads images and their labels.</summary>
    /// <param name="imagesPath">A file of shape [count, height, width].</param>
    /// <param name="labelsPath">A file of shape [count].</param>
    /// <param name="classes">Labels are 0 to <paramref name="classes"/> - 1.</param>
    public static LabeledImages ReadLabeled(string imagesPath, string labelsPath, int classes = 10) =>
        Pair(ReadImages(imagesPath), imagesPath, ReadLabels(labelsPath), labelsPath, classes);

    internal static LabeledImages Pair(
        IdxArray images,
        string imagesPath,
        IdxArray labels,
        string labelsPath,
        int classes
    )
    {
        CheckPair(images.Shape, imagesPath, labels, labelsPath, classes);
        return new(images.Values, labels.Values, images.Shape[1], images.Shape[2]);
    }

    /// <summary>Refuses images and labels that do not belong together.</summary>
    internal static void CheckPair(int[] images, string imagesPath, IdxArray labels, string labelsPath, int classes)
    {
        if (images[0] != labels.Shape[0])
            throw new InvalidDataException(
                $"{imagesPath} holds {images[0]:N0} images, but {labelsPath} holds {labels.Shape[0]:N0} labels: "
                    + "the two do not belong together."
            );
        if (images.Contains(0))
            throw new InvalidDataException(
                $"{imagesPath} holds no pixels: its shape is {Text(images)}, expected [count, height, width]."
            );
        var wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (wrong >= 0)
            throw new InvalidDataException(
                $"{labelsPath}: label {wrong:N0} (counted from 0) is {labels.Values[wrong]}, expected 0 to {classes - 1}."
            );
    }

    /// <summary>Reads images without holding them all: they are handed on as they come, while the next are read.</summary>
    /// <param name="path">A file of shape [count, height, width].</param>
    /// <param name="begin">Is told the shape, and gives what takes the pixels, part by part.</param>
    /// <returns>SHA-256 of the uncompressed file, in lower-case hexadecimal digits.</returns>
    internal static string ReadImages(string path, Func<int[], IdxValues> begin) =>
        Open(
            path,
            expectedRank: 3,
            (content, shape) =>
            {
                using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                hash.AppendData(new IdxArray(shape, []).Header());
                var take = begin(shape);
                var size = shape.Aggregate(1, (product, dimension) => product * dimension);
                var (part, taken) = (new byte[Math.Min(size, Part)], new byte[Math.Min(size, Part)]);
                var taking = Task.CompletedTask;
                try
                {
                    for (var start = 0; start < size; start += part.Length)
                    {
                        var (at, length) = (start, Math.Min(part.Length, size - start));
                        var found = content.ReadAtLeast(part.AsSpan(0, length), length, throwOnEndOfStream: false);
                        if (found < length)
                            throw Truncated(path, shape, size, start + found);
                        hash.AppendData(part, 0, length);
                        taking.GetAwaiter().GetResult();
                        (part, taken) = (taken, part);
                        var values = taken;
                        taking = Task.Run(() => take(values.AsSpan(0, length), at));
                    }
                }
                finally
                {
                    taking.GetAwaiter().GetResult();
                }
                return Convert.ToHexString(hash.GetHashAndReset()).ToLowerInvariant();
            }
        );

    private static IdxArray Read(string path, int? expectedRank) =>
        Open(path, expectedRank, (content, shape) => new IdxArray(shape, ReadValues(content, path, shape)));

    /// <summary>Opens a file, checks its header, has its values read, and sees that nothing comes after them.</summary>
    /// <param name="path">Plain or gzip.</param>
    /// <param name="expectedRank">Any if null.</param>
    /// <param name="read">Takes the values' stream and their shape.</param>
    private static T Open<T>(string path, int? expectedRank, Func<Stream, int[], T> read)
    {
        using var file = File.OpenRead(path);
        var compressed = file.ReadByte() == 0x1F && file.ReadByte() == 0x8B;
        file.Position = 0;
        try
        {
            using Stream content = compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
            var shape = ReadHeader(content, path, file, compressed, expectedRank);
            var result = read(content, shape);
            return content.ReadByte() < 0 ? result : throw Trailing(path, shape, "more bytes");
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
                $"{path}: truncated, or something stands after its gzip data: its last four bytes say {length:N0} uncompressed "
                    + $"bytes, shape {Text(shape)} needs {header + size:N0}."
            );
        return shape;
    }

    /// <summary>A gzip file ends with the length of what it holds, modulo 2^32 (RFC 1952). Where it is cut, it does not.</summary>
    private static uint GzipLength(FileStream file)
    {
        Span<byte> last = stackalloc byte[4];
        RandomAccess.Read(file.SafeFileHandle, last, Math.Max(0, file.Length - last.Length));
        return BinaryPrimitives.ReadUInt32LittleEndian(last);
    }

    /// <summary>Memory that is never written is never taken: a small file that claims much costs little.</summary>
    private static byte[] ReadValues(Stream content, string path, int[] shape)
    {
        var size = shape.Aggregate(1, (product, dimension) => product * dimension);
        var values = GC.AllocateUninitializedArray<byte>(size);
        var found = content.ReadAtLeast(values, size, throwOnEndOfStream: false);
        return found == size ? values : throw Truncated(path, shape, size, found);
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
                    + (magic[0] == '<' ? " It looks like a web page that was saved in the file's place." : "")
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
        new(
            $"{path}: {what} after the values that its header announces (shape {Text(shape)}); expected the file's end."
        );

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

    private static string Text(int[] shape) => $"[{string.Join(", ", shape)}]";
}
