using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace DigitLab.Files;

/// <summary>Encodes PNG images of 8 bits a channel (W3C, "Portable Network Graphics", third edition).</summary>
internal static class PngEncoder
{
    /// <summary>A grey, RGB or RGBA image.</summary>
    /// <param name="pixels">[height, width, channels], row by row.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="channels">1 for grey, 3 for RGB, 4 for RGBA.</param>
    public static byte[] Encode(ReadOnlySpan<byte> pixels, int width, int channels)
    {
        var colorType = channels switch
        {
            1 => 0,
            3 => 2,
            4 => 6,
            _ => throw new ArgumentOutOfRangeException(nameof(channels), channels, "expected 1, 3 or 4"),
        };
        return Encode(pixels, width * channels, width, colorType, CompressionLevel.Optimal, _ => { });
    }

    /// <summary>An indexed image.</summary>
    /// <param name="indices">[height, width], each an index of the palette.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="palette">Three bytes a colour: red, green, blue.</param>
    /// <param name="alpha">One byte a colour: 0 is transparent, 255 opaque.</param>
    public static byte[] EncodeIndexed(ReadOnlySpan<byte> indices, int width, byte[] palette, byte[] alpha) =>
        Encode(
            indices,
            width,
            width,
            3,
            CompressionLevel.SmallestSize,
            file =>
            {
                WriteChunk(file, "PLTE"u8, palette);
                WriteChunk(file, "tRNS"u8, alpha);
            }
        );

    private static byte[] Encode(
        ReadOnlySpan<byte> pixels,
        int rowBytes,
        int width,
        int colorType,
        CompressionLevel level,
        Action<Stream> writePalette
    )
    {
        var height = pixels.Length / rowBytes;
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], height);
        (header[8], header[9]) = (8, (byte)colorType);

        using var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, level, leaveOpen: true))
            for (var row = 0; row < height; row++)
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(pixels.Slice(row * rowBytes, rowBytes));
            }

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        WriteChunk(file, "IHDR"u8, header);
        writePalette(file);
        WriteChunk(file, "IDAT"u8, compressed.ToArray());
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void WriteChunk(Stream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. type, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
        file.Write(number);
    }
}
