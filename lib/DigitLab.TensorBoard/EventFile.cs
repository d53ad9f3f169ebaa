using System.Buffers.Binary;
using System.Net;
using System.Numerics;
using DigitLab.Files;

namespace DigitLab.TensorBoard;

/// <summary>
/// A file of events as TensorBoard reads them. A record is the length of its data (uint64), the masked CRC-32C of the length,
/// the data, the masked CRC-32C of the data, all little-endian (tensorflow/core/lib/io/record_writer.h). The data is an Event
/// (tensorflow/core/util/event.proto).
/// </summary>
internal sealed class EventFile
{
    private static int count;
    private readonly string path;

    /// <summary>A new file in a folder, which is made if need be, with the event that names the version.</summary>
    /// <param name="suffix">Ends the file's name, after a dot.</param>
    public EventFile(string folder, string? suffix = null)
    {
        Directory.CreateDirectory(folder);
        var seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var name =
            $"events.out.tfevents.{seconds:D10}.{Dns.GetHostName()}.{Environment.ProcessId}.{Interlocked.Increment(ref count)}";
        path = Path.Combine(folder, string.IsNullOrEmpty(suffix) ? name : $"{name}.{suffix}");
        Append(WallTime(null), message => message.String(3, "brain.Event:2"));
    }

    /// <summary>Seconds since 1970, UTC.</summary>
    private static double WallTime(long? seconds) => seconds ?? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    /// <summary>Appends an event with one value; it is in the file when the call returns.</summary>
    /// <param name="step">When in the training it was.</param>
    /// <param name="seconds">Since 1970; without it, now.</param>
    /// <param name="tag">What the value is of.</param>
    /// <param name="write">Writes the value's field, and its metadata.</param>
    public void Append(int step, long? seconds, string tag, Action<ProtobufWriter> write) =>
        Append(
            WallTime(seconds),
            message =>
            {
                message.Int64(2, step);
                message.Message(
                    5,
                    summary =>
                        summary.Message(
                            1,
                            value =>
                            {
                                value.String(1, tag);
                                write(value);
                            }
                        )
                );
            }
        );

    private void Append(double wallTime, Action<ProtobufWriter> write)
    {
        var message = new ProtobufWriter();
        message.Double(1, wallTime);
        write(message);
        var data = message.Written;

        var record = new byte[8 + 4 + data.Length + 4];
        BinaryPrimitives.WriteInt64LittleEndian(record, data.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), MaskedCrc(record.AsSpan(0, 8)));
        data.CopyTo(record.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + data.Length), MaskedCrc(data));
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(record);
    }

    /// <summary>CRC-32C, rotated and shifted so that the CRC of data that holds CRCs is of use.</summary>
    private static uint MaskedCrc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var value in data)
            crc = BitOperations.Crc32C(crc, value);
        return BitOperations.RotateRight(~crc, 15) + 0xa282ead8;
    }
}
