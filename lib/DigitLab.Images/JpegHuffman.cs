namespace DigitLab.Images;

/// <summary>A Huffman code.</summary>
internal sealed class JpegHuffman
{
    /// <summary>Codes of up to this length are decoded by table lookup.</summary>
    public const int FastBits = 9;

    /// <summary>For the next <see cref="FastBits"/> bits: the code's length shifted by 8, and its symbol; 0 where the code is longer.</summary>
    public readonly ushort[] Fast = new ushort[1 << FastBits];

    /// <summary>For each length, the upper bound of its codes, left-aligned to 16 bits.</summary>
    public readonly int[] Limit = new int[18];

    private readonly int[] offset = new int[17];
    private readonly byte[] symbols;

    /// <param name="counts">The number of codes of 1, 2, … 16 bits.</param>
    /// <param name="symbols">Their symbols, shortest code first.</param>
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
    /// <param name="length">The length of the code; 0 if there is no such code.</param>
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
