namespace DigitLab.Images;

/// <summary>
/// From the 64 coefficients of a block to its 64 levels: the factorisation of Arai, Agui and Nakajima ("A fast DCT-SQ scheme
/// for images", 1988), whose factors are multiplied into the quantization steps.
/// </summary>
internal sealed class InverseDct
{
    private readonly float[] rows = new float[64];

    /// <summary>A quantization table's steps with the transform's factors in them.</summary>
    public static float[] Scaled(ReadOnlySpan<int> steps)
    {
        Span<double> factors = stackalloc double[8];
        factors[0] = 1;
        for (var k = 1; k < 8; k++)
            factors[k] = Math.Cos(k * Math.PI / 16) * Math.Sqrt(2);
        var scaled = new float[64];
        for (var i = 0; i < 64; i++)
            scaled[i] = (float)(steps[i] * factors[i / 8] * factors[i % 8] / 8);
        return scaled;
    }

    /// <summary>Writes 8 rows of 8 levels.</summary>
    /// <param name="block">The coefficients as in the file, row by row.</param>
    /// <param name="steps">Of <see cref="Scaled"/>.</param>
    /// <param name="levels">The start of the first row.</param>
    /// <param name="stride">From a row to the next.</param>
    public void Run(ReadOnlySpan<short> block, ReadOnlySpan<float> steps, Span<byte> levels, int stride)
    {
        if (block[1..].IndexOfAnyExcept((short)0) < 0)
        {
            var flat = Level(block[0] * steps[0]);
            for (var y = 0; y < 8; y++)
                levels.Slice(y * stride, 8).Fill(flat);
            return;
        }
        var sums = rows.AsSpan();
        for (var i = 0; i < 64; i++)
            sums[i] = block[i] * steps[i];
        for (var x = 0; x < 8; x++)
            Transform(sums[x..], 8);
        for (var y = 0; y < 8; y++)
        {
            var row = sums.Slice(8 * y, 8);
            Transform(row, 1);
            var line = levels.Slice(y * stride, 8);
            for (var x = 0; x < 8; x++)
                line[x] = Level(row[x]);
        }
    }

    private static byte Level(float value) => (byte)Math.Clamp(value + 128.5f, 0f, 255f);

    /// <summary>The transform of 8 numbers, each <paramref name="step"/> after the one before.</summary>
    private static void Transform(Span<float> v, int step)
    {
        const float root2 = 1.41421356f, // 2 cos(π/4)
            cos = 1.84775907f, // 2 cos(π/8)
            difference = 1.08239220f, // 2 (cos(π/8) - cos(3π/8))
            sum = -2.61312593f; // -2 (cos(π/8) + cos(3π/8))
        // The even coefficients.
        float a = v[0] + v[4 * step],
            b = v[0] - v[4 * step],
            c = v[2 * step] + v[6 * step],
            d = (v[2 * step] - v[6 * step]) * root2 - c;
        float e0 = a + c,
            e3 = a - c,
            e1 = b + d,
            e2 = b - d;
        // The odd ones.
        float z13 = v[5 * step] + v[3 * step],
            z10 = v[5 * step] - v[3 * step],
            z11 = v[step] + v[7 * step],
            z12 = v[step] - v[7 * step];
        var o7 = z11 + z13;
        var z5 = (z10 + z12) * cos;
        var o6 = sum * z10 + z5 - o7;
        var o5 = (z11 - z13) * root2 - o6;
        var o4 = difference * z12 - z5 + o5;

        v[0] = e0 + o7;
        v[7 * step] = e0 - o7;
        v[step] = e1 + o6;
        v[6 * step] = e1 - o6;
        v[2 * step] = e2 + o5;
        v[5 * step] = e2 - o5;
        v[4 * step] = e3 + o4;
        v[3 * step] = e3 - o4;
    }
}
