using System.Buffers.Binary;
using System.Text;

namespace DigitLab.Torch.Tests.Utils;

/// <summary>Reads event files with code of its own: a table for the CRC, fields by number.</summary>
internal static class EventReader
{
    private static readonly uint[] Table = Enumerable
        .Range(0, 256)
        .Select(n =>
        {
            var c = (uint)n;
            for (var bit = 0; bit < 8; bit++)
                c = (c & 1) != 0 ? (c >> 1) ^ 0x82f63b78 : c >> 1;
            return c;
        })
        .ToArray();

    /// <summary>What was added to one file; the first event, which names the version, is checked and left out.</summary>
    public static List<(long Step, double WallTime, string Tag, Fields Value)> Read(string path)
    {
        var events = Records(File.ReadAllBytes(path)).Select(record => new Fields(record)).ToList();
        Encoding.UTF8.GetString(events[0].Bytes(3)).ShouldBe("brain.Event:2");
        return events
            .Skip(1)
            .Select(e =>
            {
                var value = e.Message(5).Message(1);
                return (
                    (long)e.Number(2),
                    BitConverter.ToDouble(e.Bytes(1)),
                    Encoding.UTF8.GetString(value.Bytes(1)),
                    value
                );
            })
            .ToList();
    }

    private static IEnumerable<byte[]> Records(byte[] file)
    {
        for (var at = 0; at < file.Length; )
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(at));
            Crc(file, at, 8).ShouldBe(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 8)));
            Crc(file, at + 12, length).ShouldBe(BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 12 + length)));
            yield return file[(at + 12)..(at + 12 + length)];
            at += 16 + length;
        }
    }

    private static uint Crc(byte[] file, int start, int length)
    {
        var crc = uint.MaxValue;
        for (var i = start; i < start + length; i++)
            crc = Table[(byte)(crc ^ file[i])] ^ (crc >> 8);
        crc = ~crc;
        return ((crc >> 15) | (crc << 17)) + 0xa282ead8;
    }

    /// <summary>The fields of a Protocol Buffers message.</summary>
    internal sealed class Fields
    {
        private readonly List<(int Field, ulong Number, byte[] Bytes)> all = [];

        public Fields(byte[] message)
        {
            for (var at = 0; at < message.Length; )
            {
                var tag = Varint(message, ref at);
                var (number, length) = (0UL, 0);
                switch (tag & 7)
                {
                    case 0:
                        number = Varint(message, ref at);
                        break;
                    case 1:
                        length = 8;
                        break;
                    case 2:
                        length = (int)Varint(message, ref at);
                        break;
                    case 5:
                        length = 4;
                        break;
                    default:
                        throw new InvalidDataException($"wire type {tag & 7}");
                }
                all.Add(((int)(tag >> 3), number, message[at..(at + length)]));
                at += length;
            }
        }

        public ulong Number(int field) => all.Single(f => f.Field == field).Number;

        public byte[] Bytes(int field) => all.Single(f => f.Field == field).Bytes;

        public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

        public Fields Message(int field) => new(Bytes(field));

        public bool Has(int field) => all.Any(f => f.Field == field);

        private static ulong Varint(byte[] message, ref int at)
        {
            var value = 0UL;
            for (var shift = 0; ; shift += 7)
            {
                value |= (ulong)(message[at] & 0x7f) << shift;
                if (message[at++] < 0x80)
                    return value;
            }
        }
    }
}
