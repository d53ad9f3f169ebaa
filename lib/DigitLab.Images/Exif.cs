using System.Buffers.Binary;

namespace DigitLab.Images;

/// <summary>The orientation in a picture's EXIF block (CIPA DC-008).</summary>
internal static class Exif
{
    private const int OrientationTag = 0x0112,
        Short = 3;

    /// <summary>The orientation, 1 to 8; 1 if the block has none or is invalid.</summary>
    /// <param name="block">A TIFF header and its first directory.</param>
    public static int Orientation(ReadOnlySpan<byte> block)
    {
        if (block.Length < 8)
            return 1;
        var little = block[0] == (byte)'I';
        var directory = Number32(block[4..], little);
        if (directory > block.Length - 2)
            return 1;
        var entries = block[((int)directory + 2)..];
        var count = Math.Min(Number16(block[(int)directory..], little), entries.Length / 12);
        for (var i = 0; i < count; i++)
        {
            var entry = entries.Slice(12 * i, 12);
            if (Number16(entry, little) == OrientationTag && Number16(entry[2..], little) == Short)
                return Number16(entry[8..], little) is >= 1 and <= 8 and var orientation ? orientation : 1;
        }
        return 1;
    }

    private static int Number16(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint Number32(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}
