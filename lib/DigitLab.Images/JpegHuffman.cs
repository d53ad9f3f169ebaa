namespace DigitLab.Images;

/// <summary>A Huffman code: which bits stand for which byte.</summary>
internal sealed class JpegHuffman
{
    /// <summary>Codes of up to so many bits are looked up.</summary>
    public const int FastBits = 9;

    /// <summary>For the next <see cref="FastBits"/> bits: the code's length shifted by 8, and its symbol; 0 where the code is longer.</summary>
    public readonly ushort[] Fast = new ushort[1 << FastBits];

    /// <summary>The first code of each length that is too large for it, followed by ones to 16 bits.</summary>
    public readonly int[] Limit = new int[18];

    private readonly int[] offset = new int[17];
    private readonly byte[] symbols;

    /// <param name="counts">How many codes have 1, 2, … 16 bits.</param>
    /// <param name="symbols">What they stand for, the shortest first.</param>
    public JpegHuffman(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        this.symbols = symbols.ToArray();
        var (code, next) = (0, 0);
        for (var length = 1; length <= 16; length++)
        {
            offset[length] = next - code;
            for (var i = 0; i < counts[length - 1]; i++, code++, next++)
            {
                if (code >= 1 << length)
                    throw new InvalidDataException("its Huffman tables are damaged: they have too many codes.");
                if (length <= FastBits)
                    Fast.AsSpan(code << (FastBits - length), 1 << (FastBits - length))
                        .Fill((ushort)(length << 8 | symbols[next]));
            }
            Limit[length] = code << (16 - length);
            code <<= 1;
        }
        Limit[17] = int.MaxValue;
    }

    /// <summary>The symbol of a code that is longer than <see cref="FastBits"/>.</summary>
    /// <param name="bits">The next 16 bits.</param>
    /// <param name="length">How many of them are the code; 0 where they are none.</param>
    public byte Slow(int bits, out int length)
    {
        length = FastBits + 1;
        while (bits >= Limit[length])
            length++;
        if (length > 16)
        {
            length = 0;
            return 0;
        }
        return symbols[(bits >> (16 - length)) + offset[length]];
    }
}
