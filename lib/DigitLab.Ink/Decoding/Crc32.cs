using System.Buffers.Binary;

namespace DigitLab.Ink.Decoding;

/// <summary>The checksum of PNG's chunks (ISO 3309), four bytes at a time.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var (t0, t1, t2, t3) = (Tables[0], Tables[1], Tables[2], Tables[3]);
        var crc = uint.MaxValue;
        while (bytes.Length >= 4)
        {
            crc ^= BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            crc = t3[crc & 255] ^ t2[(crc >> 8) & 255] ^ t1[(crc >> 16) & 255] ^ t0[crc >> 24];
            bytes = bytes[4..];
        }
        foreach (var value in bytes)
            crc = t0[(crc ^ value) & 255] ^ (crc >> 8);
        return ~crc;
    }

    private static uint[][] MakeTables()
    {
        var tables = new uint[4][];
        for (var t = 0; t < 4; t++)
        {
            tables[t] = new uint[256];
            for (var value = 0u; value < 256; value++)
            {
                var crc = t == 0 ? value : tables[t - 1][value];
                for (var bit = 0; bit < 8; bit++)
                    crc = (crc >> 1) ^ (0xedb88320 & (0u - (crc & 1)));
                tables[t][value] = crc;
            }
        }
        return tables;
    }
}
