namespace DigitLab.Images.Tests;

/// <summary>
/// Writes baseline JPEG files (ITU-T T.81) as cameras do, and some as only few programs do: with restart markers, any
/// sampling, RGB. Huffman tables are made for each picture.
/// </summary>
internal sealed class JpegWriter
{
    // T.81, tables K.1 and K.2.
    private static readonly byte[] LuminanceSteps = Table(
        """
            16 11 10 16 24 40 51 61
            12 12 14 19 26 58 60 55
            14 13 16 24 40 57 69 56
            14 17 22 29 51 87 80 62
            18 22 37 56 68 109 103 77
            24 35 55 64 81 104 113 92
            49 64 78 87 103 121 120 101
            72 92 95 98 112 100 103 99
        """
    );
    private static readonly byte[] ColorSteps = Table(
        """
            17 18 24 47 99 99 99 99
            18 21 26 66 99 99 99 99
            24 26 56 99 99 99 99 99
            47 66 99 99 99 99 99 99
            99 99 99 99 99 99 99 99
            99 99 99 99 99 99 99 99
            99 99 99 99 99 99 99 99
            99 99 99 99 99 99 99 99
        """
    );

    /// <summary>T.81, figure 5: the diagonals of 8 x 8, up and down in turns.</summary>
    private static readonly byte[] ZigZag =
    [
        .. Enumerable
            .Range(0, 64)
            .OrderBy(place => place / 8 + place % 8)
            .ThenBy(place => (place / 8 + place % 8) % 2 == 0 ? place % 8 : place / 8)
            .Select(place => (byte)place),
    ];

    private static byte[] Table(string numbers) =>
        [.. numbers.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(byte.Parse)];

    public int Quality { get; init; } = 75;

    /// <summary>How much finer luminance is sampled than colour.</summary>
    public (int Horizontal, int Vertical) Sampling { get; init; } = (2, 2);

    /// <summary>Units between restart markers; 0: none.</summary>
    public int RestartInterval { get; init; }

    /// <summary>EXIF's orientation; 0: no such block.</summary>
    public int Orientation { get; init; }

    /// <summary>Writes red, green and blue as they are, with Adobe's marker that says so.</summary>
    public bool IsRgb { get; init; }

    private readonly MemoryStream file = new();
    private readonly List<(bool IsColor, bool IsAc, byte Symbol, int Bits, int Value, bool Restart)> symbols = [];

    /// <summary>A grey picture.</summary>
    public byte[] Write(int width, int height, byte[] levels) => Write(width, height, [levels]);

    /// <summary>A picture of one plane, or of red, green and blue.</summary>
    public byte[] Write(int width, int height, byte[][] planes)
    {
        file.SetLength(0);
        symbols.Clear();
        var isColor = planes.Length == 3;
        var (h, v) = isColor && !IsRgb ? Sampling : (1, 1);
        var components =
            isColor && !IsRgb ? ToYCbCr(planes) : planes.Select(p => Array.ConvertAll(p, b => (float)b)).ToArray();
        int[] luminance = Steps(LuminanceSteps),
            color = Steps(ColorSteps);

        file.Write([0xff, 0xd8]);
        if (IsRgb)
            Segment(0xee, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]);
        else
            Segment(0xe0, [.. "JFIF\0"u8, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        if (Orientation > 0)
            Segment(
                0xe1,
                [
                    .. "Exif\0\0MM\0*"u8,
                    0,
                    0,
                    0,
                    8,
                    0,
                    1,
                    1,
                    0x12,
                    0,
                    3,
                    0,
                    0,
                    0,
                    1,
                    0,
                    (byte)Orientation,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                ]
            );
        Segment(0xdb, [0, .. ZigZag.Select(i => (byte)luminance[i]), 1, .. ZigZag.Select(i => (byte)color[i])]);
        byte[] sampling = [(byte)(h << 4 | v), 0x11, 0x11];
        bool UsesColor(int c) => c > 0 && !IsRgb;
        Segment(
            0xc0,
            [
                8,
                (byte)(height >> 8),
                (byte)height,
                (byte)(width >> 8),
                (byte)width,
                (byte)planes.Length,
                .. planes.SelectMany(
                    (_, c) => new byte[] { (byte)(c + 1), sampling[c], UsesColor(c) ? (byte)1 : (byte)0 }
                ),
            ]
        );

        // Coefficients become symbols first, since the Huffman tables depend on them.
        var predictions = new int[planes.Length];
        int across = (width + 8 * h - 1) / (8 * h),
            down = (height + 8 * v - 1) / (8 * v);
        for (var unit = 0; unit < across * down; unit++)
        {
            if (RestartInterval > 0 && unit > 0 && unit % RestartInterval == 0)
            {
                symbols.Add((false, false, 0, 0, 0, true));
                Array.Clear(predictions);
            }
            for (var c = 0; c < planes.Length; c++)
            {
                var (blocksX, blocksY) = c == 0 ? (h, v) : (1, 1);
                var (shrinkX, shrinkY) = c == 0 ? (1, 1) : (h, v);
                for (var b = 0; b < blocksX * blocksY; b++)
                {
                    int x = (unit % across * blocksX + b % blocksX) * 8,
                        y = (unit / across * blocksY + b / blocksX) * 8;
                    var block = Block(components[c], width, height, x, y, shrinkX, shrinkY);
                    AddSymbols(Coefficients(block, UsesColor(c) ? color : luminance), UsesColor(c), ref predictions[c]);
                }
            }
        }
        WriteScan(planes.Length, UsesColor);
        file.Write([0xff, 0xd9]);
        return file.ToArray();
    }

    private int[] Steps(byte[] table)
    {
        var scale = Quality < 50 ? 5000 / Quality : 200 - 2 * Quality;
        return [.. table.Select(step => Math.Clamp((step * scale + 50) / 100, 1, 255))];
    }

    private static float[][] ToYCbCr(byte[][] rgb)
    {
        var result = new float[3][];
        for (var c = 0; c < 3; c++)
            result[c] = new float[rgb[0].Length];
        for (var i = 0; i < rgb[0].Length; i++)
        {
            float r = rgb[0][i],
                g = rgb[1][i],
                b = rgb[2][i];
            result[0][i] = 0.299f * r + 0.587f * g + 0.114f * b;
            result[1][i] = 128 - 0.168736f * r - 0.331264f * g + 0.5f * b;
            result[2][i] = 128 + 0.5f * r - 0.418688f * g - 0.081312f * b;
        }
        return result;
    }

    private static float[] Block(float[] plane, int width, int height, int left, int top, int shrinkX, int shrinkY)
    {
        var block = new float[64];
        for (var i = 0; i < 64; i++)
        {
            for (var dy = 0; dy < shrinkY; dy++)
            for (var dx = 0; dx < shrinkX; dx++)
            {
                var x = Math.Min((left + i % 8) * shrinkX + dx, width - 1);
                var y = Math.Min((top + i / 8) * shrinkY + dy, height - 1);
                block[i] += plane[y * width + x];
            }
            block[i] = block[i] / (shrinkX * shrinkY) - 128;
        }
        return block;
    }

    private static readonly float[] Cosines =
    [
        .. Enumerable
            .Range(0, 64)
            .Select(i =>
                (float)(Math.Cos((2 * (i % 8) + 1) * (i / 8) * Math.PI / 16) * (i < 8 ? Math.Sqrt(0.125) : 0.5))
            ),
    ];

    private static int[] Coefficients(float[] block, int[] steps)
    {
        var rows = new float[64];
        for (var y = 0; y < 8; y++)
        for (var u = 0; u < 8; u++)
        for (var x = 0; x < 8; x++)
            rows[y * 8 + u] += block[y * 8 + x] * Cosines[u * 8 + x];
        var result = new int[64];
        for (var v = 0; v < 8; v++)
        for (var u = 0; u < 8; u++)
        {
            var sum = 0f;
            for (var y = 0; y < 8; y++)
                sum += rows[y * 8 + u] * Cosines[v * 8 + y];
            result[v * 8 + u] = (int)MathF.Round(sum / steps[v * 8 + u]);
        }
        return result;
    }

    private void AddSymbols(int[] coefficients, bool isColor, ref int prediction)
    {
        var difference = coefficients[0] - prediction;
        prediction = coefficients[0];
        Add(isColor, false, 0, difference);
        var zeros = 0;
        for (var k = 1; k < 64; k++)
        {
            var value = coefficients[ZigZag[k]];
            if (value == 0)
            {
                zeros++;
                continue;
            }
            for (; zeros > 15; zeros -= 16)
                symbols.Add((isColor, true, 0xf0, 0, 0, false));
            Add(isColor, true, zeros, value);
            zeros = 0;
        }
        if (zeros > 0)
            symbols.Add((isColor, true, 0, 0, 0, false));
    }

    private void Add(bool isColor, bool isAc, int zeros, int value)
    {
        var bits = 32 - int.LeadingZeroCount(Math.Abs(value));
        symbols.Add(
            (isColor, isAc, (byte)(zeros << 4 | bits), bits, value < 0 ? value + (1 << bits) - 1 : value, false)
        );
    }

    private void WriteScan(int components, Func<int, bool> usesColor)
    {
        var codes = new (int Code, int Length)[4][];
        for (var t = 0; t < 4; t++)
        {
            var (isColor, isAc) = (t >= 2, t % 2 == 1);
            var counts = new long[257];
            foreach (var symbol in symbols)
                if (!symbol.Restart && symbol.IsColor == isColor && symbol.IsAc == isAc)
                    counts[symbol.Symbol]++;
            var (lengths, order) = HuffmanLengths(counts);
            Segment(0xc4, [(byte)(t % 2 << 4 | t / 2), .. lengths, .. order]);
            codes[t] = Codes(lengths, order);
        }
        if (RestartInterval > 0)
            Segment(0xdd, [(byte)(RestartInterval >> 8), (byte)RestartInterval]);
        Segment(
            0xda,
            [
                (byte)components,
                .. Enumerable
                    .Range(0, components)
                    .SelectMany(c => new byte[] { (byte)(c + 1), usesColor(c) ? (byte)0x11 : (byte)0 }),
                0,
                63,
                0,
            ]
        );
        var (buffer, count, restarts) = (0UL, 0, 0);
        foreach (var symbol in symbols)
        {
            if (symbol.Restart)
            {
                Flush();
                file.Write([0xff, (byte)(0xd0 + restarts++ % 8)]);
                continue;
            }
            var (code, length) = codes[(symbol.IsColor ? 2 : 0) + (symbol.IsAc ? 1 : 0)][symbol.Symbol];
            Put(code, length);
            Put(symbol.Value, symbol.Bits);
        }
        Flush();

        void Put(int value, int bits)
        {
            (buffer, count) = (buffer << bits | (uint)value, count + bits);
            for (; count >= 8; count -= 8)
            {
                var value8 = (byte)(buffer >> (count - 8));
                file.WriteByte(value8);
                if (value8 == 0xff)
                    file.WriteByte(0);
            }
        }

        void Flush() => Put((1 << ((8 - count % 8) % 8)) - 1, (8 - count % 8) % 8);
    }

    /// <summary>T.81, K.2: the best code in which none is longer than 16 bits and none consists of ones.</summary>
    private static (byte[] Lengths, byte[] Order) HuffmanLengths(long[] counts)
    {
        counts[256] = 1;
        var size = new int[257];
        var next = new int[257];
        Array.Fill(next, -1);
        var left = (long[])counts.Clone();
        while (true)
        {
            var (first, second) = (-1, -1);
            for (var i = 0; i < 257; i++)
                if (left[i] > 0 && (first < 0 || left[i] <= left[first]))
                    (first, second) = (i, first);
                else if (left[i] > 0 && (second < 0 || left[i] <= left[second]))
                    second = i;
            if (second < 0)
                break;
            (left[first], left[second]) = (left[first] + left[second], 0);
            var at = first;
            for (; ; at = next[at])
            {
                size[at]++;
                if (next[at] < 0)
                    break;
            }
            next[at] = second;
            for (at = second; at >= 0; at = next[at])
                size[at]++;
        }
        var bits = new int[300];
        for (var i = 0; i < 257; i++)
            if (size[i] > 0)
                bits[size[i]]++;
        for (var i = 299; i > 16; i--)
            while (bits[i] > 0)
            {
                var j = i - 2;
                while (bits[j] == 0)
                    j--;
                bits[i] -= 2;
                bits[i - 1]++;
                bits[j + 1] += 2;
                bits[j]--;
            }
        var longest = 16;
        while (longest > 0 && bits[longest] == 0)
            longest--;
        if (longest > 0)
            bits[longest]--;
        byte[] order =
        [
            .. Enumerable
                .Range(0, 256)
                .Where(i => size[i] > 0)
                .OrderBy(i => size[i])
                .ThenBy(i => i)
                .Select(i => (byte)i),
        ];
        return ([.. bits.Skip(1).Take(16).Select(n => (byte)n)], order);
    }

    private static (int Code, int Length)[] Codes(byte[] lengths, byte[] order)
    {
        var codes = new (int, int)[256];
        var (code, next) = (0, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
        for (var i = 0; i < lengths[length - 1]; i++)
            codes[order[next++]] = (code++, length);
        return codes;
    }

    private void Segment(byte marker, byte[] body)
    {
        file.Write([0xff, marker, (byte)((body.Length + 2) >> 8), (byte)(body.Length + 2)]);
        file.Write(body);
    }
}
