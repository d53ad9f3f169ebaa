using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace DigitLab.Files;

/// <summary>
/// Writes one Protocol Buffers message (https://protobuf.dev/programming-guides/encoding/). Fields are written in the order of
/// the calls and always, also where they hold their default.
/// </summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0,
        Fixed64 = 1,
        LengthDelimited = 2,
        Fixed32 = 5;

    private readonly ArrayBufferWriter<byte> message = new();

    /// <summary>The message so far.</summary>
    public ReadOnlySpan<byte> Written => message.WrittenSpan;

    /// <summary>A field of type int32, int64, uint64, bool or an enum.</summary>
    public void Int64(int field, long value)
    {
        Tag(field, Varint);
        WriteVarint((ulong)value);
    }

    public void Float(int field, float value)
    {
        Tag(field, Fixed32);
        BinaryPrimitives.WriteSingleLittleEndian(message.GetSpan(4), value);
        message.Advance(4);
    }

    public void Double(int field, double value)
    {
        Tag(field, Fixed64);
        BinaryPrimitives.WriteDoubleLittleEndian(message.GetSpan(8), value);
        message.Advance(8);
    }

    public void String(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Tag(field, LengthDelimited);
        WriteVarint((ulong)bytes.Length);
        message.Write(bytes);
    }

    /// <summary>A packed repeated field.</summary>
    public void Doubles(int field, ReadOnlySpan<double> values)
    {
        Tag(field, LengthDelimited);
        WriteVarint((ulong)values.Length * sizeof(double));
        var target = message.GetSpan(values.Length * sizeof(double));
        for (var i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteDoubleLittleEndian(target[(i * sizeof(double))..], values[i]);
        message.Advance(values.Length * sizeof(double));
    }

    /// <summary>A message inside this one.</summary>
    public void Message(int field, Action<ProtobufWriter> write)
    {
        var inner = new ProtobufWriter();
        write(inner);
        Bytes(field, inner.Written);
    }

    private void Tag(int field, int wireType) => WriteVarint((ulong)(field << 3 | wireType));

    private void WriteVarint(ulong value)
    {
        var target = message.GetSpan(10);
        var length = 0;
        for (; value >= 0x80; value >>= 7)
            target[length++] = (byte)(value | 0x80);
        target[length++] = (byte)value;
        message.Advance(length);
    }
}
