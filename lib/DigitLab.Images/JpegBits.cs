using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace DigitLab.Images;

/// <summary>The bits of a scan. After the end of the data or a marker it reads zeros and sets <see cref="IsOverrun"/>.</summary>
internal ref struct JpegBits(ReadOnlySpan<byte> file, int start)
{
    private readonly ReadOnlySpan<byte> file = file;
    private ulong buffer;
    private int count,
        padding;
    private bool atEnd;

    /// <summary>The next byte that was not read.</summary>
    public int Position { get; private set; } = start;

    /// <summary>Whether bits beyond the end of the data were used.</summary>
    public readonly bool IsOverrun => count < padding;

    /// <summary>Drops the rest of the last byte before a restart marker.</summary>
    public void Restart(int position)
    {
        (Position, buffer, count, padding, atEnd) = (position, 0, 0, 0, false);
    }

    /// <summary>Buffers at least 33 bits: enough for a code and the bits after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Fill()
    {
        if (count <= 32)
            FillBuffer();
    }

    private void FillBuffer()
    {
        if (!atEnd && file.Length - Position >= 4)
        {
            var next = BinaryPrimitives.ReadUInt32BigEndian(file[Position..]);
            // Whether any of the four bytes is FF, which begins a marker or is followed by a 0 that does not count.
            if (((~next - 0x01010101) & next & 0x80808080) == 0)
            {
                (buffer, count) = (buffer << 32 | next, count + 32);
                Position += 4;
                if (count > 32)
                    return;
            }
        }
        while (count <= 32)
            (buffer, count) = (buffer << 8 | NextByte(), count + 8);
    }

    private byte NextByte()
    {
        if (!atEnd && Position < file.Length)
        {
            var value = file[Position];
            if (value != 0xff)
            {
                Position++;
                return value;
            }
            if (Position + 1 < file.Length && file[Position + 1] == 0)
            {
                Position += 2;
                return value;
            }
        }
        atEnd = true;
        padding += 8;
        return 0;
    }

    /// <summary>The next symbol.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Symbol(JpegHuffman table)
    {
        Fill();
        var fast = table.Fast[(int)(buffer >> (count - JpegHuffman.FastBits)) & ((1 << JpegHuffman.FastBits) - 1)];
        if (fast == 0)
            return SlowSymbol(table);
        count -= fast >> 8;
        return fast & 255;
    }

    private int SlowSymbol(JpegHuffman table)
    {
        var symbol = table.Slow((int)(buffer >> (count - 16)) & 0xffff, out var length);
        if (length == 0)
            throw IsOverrun || atEnd ? JpegScan.Ends() : JpegScan.Damaged();
        count -= length;
        return symbol;
    }

    /// <summary>Reads a number of at most 16 bits and sign-extends it (T.81's EXTEND: a leading 0 means negative).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Signed(int bits)
    {
        if (bits == 0)
            return 0;
        var value = Take(bits);
        return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
    }

    /// <summary>Reads an unsigned number of at most 16 bits.</summary>
    public int Unsigned(int bits)
    {
        Fill();
        return Take(bits);
    }

    private int Take(int bits) => (int)(buffer >> (count -= bits)) & ((1 << bits) - 1);
}
