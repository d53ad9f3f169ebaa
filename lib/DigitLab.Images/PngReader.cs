using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace DigitLab.Images;

/// <summary>
/// Reads the luminance of PNG files (W3C, "Portable Network Graphics", third edition): every colour type and bit depth,
/// interlaced or not. Transparent pixels are white, like paper.
/// </summary>
internal static class PngReader
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a];

    // Deflate writes at least one bit per 129 bytes.
    private const long LargestCompression = 1032;

    // Adam7: the first column and row of each pass, and the steps to the next.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
    [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];

    public static GreyImage Read(ReadOnlyMemory<byte> file)
    {
        var chunks = PngChunks.Read(file);
        var header = chunks.Header.Span;
        var (width, height) = (Number(header), Number(header[4..]));
        var pixels = new PngPixels(chunks, depth: header[8], colorType: header[9]);
        if (header[10] != 0 || header[11] != 0 || header[12] > 1)
            throw new InvalidDataException(
                $"compression {header[10]}, filter {header[11]} and interlace {header[12]} are not PNG's, expected 0, 0 and 0 or 1."
            );
        var most = LargestCompression * chunks.DataLength * 8 / pixels.BitsPerPixel;
        ImageFile.CheckSize(width, height, most);
        var image = new GreyImage((int)width, (int)height, new byte[width * height]);
        using var inflated = new ZLibStream(new SegmentStream(chunks.Data), CompressionMode.Decompress);
        if (header[12] == 0)
            ReadPass(inflated, pixels, image, (0, 0, 1, 1));
        else
            foreach (var pass in Passes)
                ReadPass(inflated, pixels, image, pass);
        // Reading to the end verifies the checksum.
        if (Inflate(inflated, new byte[1]) > 0)
            throw new InvalidDataException("more pixels than its header announces.");
        return image.Oriented(chunks.Orientation);
    }

    private static void ReadPass(
        Stream inflated,
        PngPixels pixels,
        GreyImage image,
        (int X, int Y, int StepX, int StepY) pass
    )
    {
        var count = (image.Width - pass.X + pass.StepX - 1) / pass.StepX;
        if (count <= 0)
            return;
        var length = (int)(((long)count * pixels.BitsPerPixel + 7) / 8);
        var (line, above) = (new byte[length + 1], new byte[length + 1]); // a leading byte: the filter
        for (var y = pass.Y; y < image.Height; y += pass.StepY)
        {
            if (Inflate(inflated, line) < line.Length)
                throw new InvalidDataException($"truncated: its pixels end in row {y:N0} of {image.Height:N0}.");
            Unfilter(line[0], line.AsSpan(1), above.AsSpan(1), Math.Max(1, pixels.BitsPerPixel / 8));
            pixels.ToLuminance(line.AsSpan(1), image.Levels.AsSpan(y * image.Width + pass.X), count, pass.StepX);
            (line, above) = (above, line);
        }
    }

    private static int Inflate(Stream inflated, byte[] line)
    {
        try
        {
            return inflated.ReadAtLeast(line, line.Length, throwOnEndOfStream: false);
        }
        // IOException: .NET's answer to a zlib stream with a preset dictionary, which PNG does not allow.
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            throw new InvalidDataException($"its compressed pixels are damaged or truncated ({error.Message})", error);
        }
    }

    /// <summary>Undoes the prediction of each byte from those left of it and above.</summary>
    private static void Unfilter(byte filter, Span<byte> line, ReadOnlySpan<byte> above, int distance)
    {
        above = above[..line.Length];
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = distance; i < line.Length; i++)
                    line[i] += line[i - distance];
                break;
            case 2:
                for (var i = 0; i < line.Length; i++)
                    line[i] += above[i];
                break;
            case 3:
                for (var i = 0; i < line.Length; i++)
                    line[i] += (byte)(((i < distance ? 0 : line[i - distance]) + above[i]) / 2);
                break;
            case 4:
                for (var i = 0; i < Math.Min(distance, line.Length); i++)
                    line[i] += above[i];
                for (var i = distance; i < line.Length; i++)
                    line[i] += Paeth(line[i - distance], above[i], above[i - distance]);
                break;
            default:
                throw new InvalidDataException($"a row has filter {filter}, expected 0 to 4: its pixels are damaged.");
        }
    }

    private static byte Paeth(int left, int above, int corner)
    {
        int toLeft = Math.Abs(above - corner),
            toAbove = Math.Abs(left - corner),
            toCorner = Math.Abs(left + above - 2 * corner);
        return (byte)(
            toLeft <= toAbove && toLeft <= toCorner ? left
            : toAbove <= toCorner ? above
            : corner
        );
    }

    private static uint Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

/// <summary>The relevant chunks of a PNG file, with their checksums verified.</summary>
internal sealed class PngChunks
{
    private PngChunks() { }

    public ReadOnlyMemory<byte> Header { get; private set; }
    public ReadOnlyMemory<byte> Palette { get; private set; }
    public ReadOnlyMemory<byte> Transparency { get; private set; }
    public int Orientation { get; private set; } = 1;

    /// <summary>The parts of the compressed pixels.</summary>
    public List<ReadOnlyMemory<byte>> Data { get; } = [];
    public long DataLength { get; private set; }

    public static PngChunks Read(ReadOnlyMemory<byte> file)
    {
        var chunks = new PngChunks();
        for (var rest = file[PngReader.Signature.Length..]; ; )
        {
            if (rest.Length < 12)
                throw new InvalidDataException("truncated: it ends without its end chunk (IEND).");
            var length = BinaryPrimitives.ReadUInt32BigEndian(rest.Span);
            var type = Encoding.Latin1.GetString(rest.Span.Slice(4, 4));
            if (length > rest.Length - 12)
                throw new InvalidDataException(
                    $"truncated: its chunk {Printable(type)} needs {length:N0} bytes, found {rest.Length - 12:N0}."
                );
            var body = rest.Slice(8, (int)length);
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(rest.Span[(8 + body.Length)..]);
            if (checksum != Crc32.HashToUInt32(rest.Span.Slice(4, 4 + body.Length)))
                throw new InvalidDataException($"damaged: its chunk {Printable(type)} has a wrong checksum.");
            if (type == "IEND")
                break;
            chunks.Add(type, body);
            rest = rest[(12 + body.Length)..];
        }
        if (chunks.Header.IsEmpty || chunks.Data.Count == 0)
            throw new InvalidDataException("it has no pixels: its header (IHDR) or its data (IDAT) are missing.");
        return chunks;
    }

    private void Add(string type, ReadOnlyMemory<byte> body)
    {
        if (Header.IsEmpty != (type == "IHDR") || (type == "IHDR" && body.Length != 13))
            throw new InvalidDataException("it must begin with one header chunk (IHDR) of 13 bytes.");
        switch (type)
        {
            case "IHDR":
                Header = body;
                break;
            case "PLTE":
                Palette = body;
                break;
            case "tRNS":
                Transparency = body;
                break;
            case "eXIf":
                Orientation = Exif.Orientation(body.Span);
                break;
            case "IDAT":
                Data.Add(body);
                DataLength += body.Length;
                break;
            // A capital first letter marks a critical chunk, without which the image cannot be decoded.
            case [>= 'A' and <= 'Z', ..]:
                throw new InvalidDataException($"its chunk {Printable(type)} is not one of PNG's.");
        }
    }

    private static string Printable(string type) =>
        type.All(char.IsAsciiLetter) ? type : Convert.ToHexString(Encoding.Latin1.GetBytes(type));
}
