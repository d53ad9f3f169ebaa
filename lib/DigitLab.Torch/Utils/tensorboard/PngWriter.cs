using System.Buffers.Binary;
using System.IO.Compression;

namespace TorchSharp.Utils.tensorboard;

/// <summary>Writes PNG images of 8 bits a channel (W3C, "Portable Network Graphics", third edition).</summary>
internal static class PngWriter
{
    /// <param name="pixels">Row by row, the channels of a pixel side by side.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="channels">1 for grey, 3 for RGB, 4 for RGBA.</param>
    public static byte[] Encode(byte[] pixels, int width, int channels)
    {
        var line = width * channels;
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            foreach (var row in pixels.Chunk(line))
            {
                zlib.WriteByte(0); // no filter
                zlib.Write(row);
            }

        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), pixels.Length / line);
        header[8] = 8;
        header[9] = (byte)(
            channels switch
            {
                1 => 0,
                3 => 2,
                _ => 6,
            }
        );

        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0d, 0x0a, 0x1a, 0x0a]);
        Chunk(file, "IHDR"u8, header);
        Chunk(file, "IDAT"u8, packed.ToArray());
        Chunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    private static void Chunk(MemoryStream file, ReadOnlySpan<byte> name, byte[] data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. name, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32(body));
        file.Write(number);
    }

    private static uint Crc32(byte[] data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ (0xedb88320 & (0u - (crc & 1)));
        }
        return ~crc;
    }
}
