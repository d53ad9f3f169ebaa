using System.Buffers.Binary;

namespace DigitLab.Images;

/// <summary>The tables that a JPEG file has set up so far.</summary>
internal sealed class JpegTables
{
    /// <summary>Where the coefficients, in the order of the file, belong in a block of 8 rows of 8.</summary>
    public static ReadOnlySpan<byte> ZigZag =>
        [
            0,
            1,
            8,
            16,
            9,
            2,
            3,
            10,
            17,
            24,
            32,
            25,
            18,
            11,
            4,
            5,
            12,
            19,
            26,
            33,
            40,
            48,
            41,
            34,
            27,
            20,
            13,
            6,
            7,
            14,
            21,
            28,
            35,
            42,
            49,
            56,
            57,
            50,
            43,
            36,
            29,
            22,
            15,
            23,
            30,
            37,
            44,
            51,
            58,
            59,
            52,
            45,
            38,
            31,
            39,
            46,
            53,
            60,
            61,
            54,
            47,
            55,
            62,
            63,
        ];

    private readonly JpegHuffman?[] dc = new JpegHuffman?[4];
    private readonly JpegHuffman?[] ac = new JpegHuffman?[4];
    private readonly int[]?[] quantization = new int[]?[4];

    /// <summary>Units between two restart markers; 0: there are none.</summary>
    public int RestartInterval { get; private set; }

    public JpegHuffman Dc(int index) => dc[index & 3] ?? throw Missing("Huffman", index);

    public JpegHuffman Ac(int index) => ac[index & 3] ?? throw Missing("Huffman", index);

    /// <summary>The 64 steps in the order of a block.</summary>
    public int[] Quantization(int index) => quantization[index & 3] ?? throw Missing("quantization", index);

    public void ReadHuffman(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var symbols = 0;
            for (var i = 1; i <= 16 && i < body.Length; i++)
                symbols += body[i];
            if (body.Length < 17 + symbols || body[0] > 0x1f || (body[0] & 15) > 3)
                throw new InvalidDataException("its Huffman tables are damaged.");
            var table = new JpegHuffman(body.Slice(1, 16), body.Slice(17, symbols));
            (body[0] < 0x10 ? dc : ac)[body[0] & 3] = table;
            body = body[(17 + symbols)..];
        }
    }

    public void ReadQuantization(ReadOnlySpan<byte> body)
    {
        while (body.Length > 0)
        {
            var size = body[0] >> 4;
            if (size > 1 || (body[0] & 15) > 3 || body.Length < 1 + 64 * (size + 1))
                throw new InvalidDataException("its quantization tables are damaged.");
            var steps = new int[64];
            for (var i = 0; i < 64; i++)
                steps[ZigZag[i]] = size == 0 ? body[1 + i] : BinaryPrimitives.ReadUInt16BigEndian(body[(1 + 2 * i)..]);
            quantization[body[0] & 15] = steps;
            body = body[(1 + 64 * (size + 1))..];
        }
    }

    public void ReadRestartInterval(ReadOnlySpan<byte> body)
    {
        if (body.Length != 2)
            throw new InvalidDataException("its restart interval is damaged.");
        RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(body);
    }

    private static InvalidDataException Missing(string kind, int index) =>
        new($"its picture uses the {kind} table {index}, which it does not have.");
}
