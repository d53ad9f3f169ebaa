namespace DigitLab.Images;

/// <summary>A stream over consecutive segments of memory.</summary>
internal sealed class SegmentStream(IReadOnlyList<ReadOnlyMemory<byte>> segments) : Stream
{
    private int segment;
    private int position;

    public override int Read(Span<byte> buffer)
    {
        while (segment < segments.Count && position == segments[segment].Length)
            (segment, position) = (segment + 1, 0);
        if (segment == segments.Count)
            return 0;
        var part = segments[segment].Span[position..];
        part = part[..Math.Min(part.Length, buffer.Length)];
        part.CopyTo(buffer);
        position += part.Length;
        return part.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
