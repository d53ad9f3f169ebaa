namespace TorchSharp;

/// <summary>Whole numbers in 7-bit groups, the lowest first, as TorchSharp's files hold them.</summary>
internal static class Leb128
{
    public static void Write(BinaryWriter writer, long value)
    {
        var rest = (ulong)value;
        for (; rest >= 0x80; rest >>= 7)
            writer.Write((byte)(rest | 0x80));
        writer.Write((byte)rest);
    }

    public static long Read(BinaryReader reader)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (shift > 63)
                throw new InvalidDataException("a LEB128 number is longer than 64 bits: this is not a TorchSharp file");
            var next = reader.ReadByte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return (long)value;
        }
    }
}
