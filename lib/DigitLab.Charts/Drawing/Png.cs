using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;

namespace DigitLab.Charts.Drawing;

/// <summary>
/// Writes 8-bit indexed PNG images (W3C, "Portable Network Graphics", third edition): 255 colours and one transparent index.
/// </summary>
internal static class Png
{
    /// <summary>The index that is transparent.</summary>
    public const byte Nothing = ColorScale.Levels;

    /// <summary>An image of that size, all of it transparent.</summary>
    public static byte[,] Blank(int rows, int columns)
    {
        var indices = new byte[rows, columns];
        if (indices.Length > 0)
            MemoryMarshal.CreateSpan(ref indices[0, 0], indices.Length).Fill(Nothing);
        return indices;
    }

    /// <summary>The image as a <c>data:</c> URI.</summary>
    /// <param name="indices">[rows, columns], each an index of <paramref name="scale"/>'s palette or <see cref="Nothing"/>.</param>
    /// <param name="scale">The colours.</param>
    public static string DataUri(byte[,] indices, ColorScale scale) =>
        "data:image/png;base64," + Convert.ToBase64String(Encode(indices, scale));

    public static byte[] Encode(byte[,] indices, ColorScale scale)
    {
        var (rows, columns) = (indices.GetLength(0), indices.GetLength(1));
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, columns);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), rows);
        (header[8], header[9]) = (8, 3); // 8 bits a pixel, indexed
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", [.. scale.ToBytes(), 0, 0, 0]);
        Chunk(file, "tRNS", [.. Enumerable.Repeat((byte)255, ColorScale.Levels), 0]);

        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            var line = new byte[columns + 1]; // a leading 0: no filter
            for (var row = 0; row < rows; row++)
            {
                for (var column = 0; column < columns; column++)
                    line[column + 1] = indices[row, column];
                zlib.Write(line);
            }
        }
        Chunk(file, "IDAT", packed.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static void Chunk(Stream file, string name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(name), .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        file.Write(number);
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xedb88320 & (0u - (crc & 1)));
        }
        return ~crc;
    }
}
