namespace DigitLab.Images;

/// <summary>The entropy-coded blocks of one scan (T.81, F.2 and G.2).</summary>
/// <param name="isProgressive">Whether a scan holds a part of the coefficients only.</param>
/// <param name="first">The first coefficient of the part, in the order of the file.</param>
/// <param name="last">The last one.</param>
/// <param name="high">The number of low bits missing before this scan; 0 for the first.</param>
/// <param name="low">The number missing after it.</param>
internal sealed class JpegBlocks(bool isProgressive, int first, int last, int high, int low)
{
    private readonly short[] whole = new short[64];

    // How many more blocks have nothing (more) in this part.
    private int emptyBlocks;

    public void Restart() => emptyBlocks = 0;

    /// <summary>Refuses a progressive scan that the standard does not know.</summary>
    public void Check(int components)
    {
        var isRight =
            (first == 0 ? last == 0 : first <= last && last < 64 && components == 1)
            && low <= 13
            && (high == 0 || high == low + 1);
        if (isProgressive && !isRight)
            throw new InvalidDataException(
                $"a scan of the coefficients {first} to {last}, bits {high} to {low}, is none of progressive JPEG's."
            );
    }

    /// <summary>Notes what the scan brings. Every bit comes once: so a file's length bounds the work that it makes.</summary>
    public void Advance(sbyte[]? missing)
    {
        if (missing is null)
            return;
        for (var k = first; k <= last; k++)
        {
            if (missing[k] != (high == 0 ? -1 : high))
                throw new InvalidDataException($"a scan brings bits of coefficient {k} that have come or are not due.");
            missing[k] = (sbyte)low;
        }
    }

    /// <summary>A block of a baseline picture. Valid until the next call.</summary>
    public ReadOnlySpan<short> DecodeWhole(ref JpegBits bits, JpegComponent component, JpegHuffman dc, JpegHuffman ac)
    {
        var zigZag = JpegTables.ZigZag;
        var block = whole.AsSpan();
        block.Clear();
        block[0] = NextDc(ref bits, component, dc);
        for (var k = 1; k < 64; k++)
        {
            var symbol = bits.Symbol(ac);
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size == 0)
            {
                if (zeros < 15)
                    break;
                k += 15;
                continue;
            }
            k += zeros;
            if (k > 63)
                throw JpegScan.Damaged();
            block[zigZag[k]] = (short)bits.Signed(size);
        }
        return block;
    }

    /// <summary>A part of a block of a progressive picture; an empty <paramref name="block"/> is read past.</summary>
    public void DecodePart(
        ref JpegBits bits,
        JpegComponent component,
        Span<short> block,
        JpegTables tables,
        int numbers
    )
    {
        if (first > 0 && high == 0)
            FirstAc(ref bits, block, tables.Ac(numbers & 15));
        else if (first > 0)
            RefineAc(ref bits, block, tables.Ac(numbers & 15));
        else
        {
            var value = high == 0 ? NextDc(ref bits, component, tables.Dc(numbers >> 4)) : bits.Unsigned(1);
            if (block.Length > 0)
                block[0] |= (short)(value << low);
        }
    }

    private static short NextDc(ref JpegBits bits, JpegComponent component, JpegHuffman dc)
    {
        var size = bits.Symbol(dc);
        if (size > 15)
            throw JpegScan.Damaged();
        component.Prediction = (short)(component.Prediction + bits.Signed(size));
        return (short)component.Prediction;
    }

    private void FirstAc(ref JpegBits bits, Span<short> block, JpegHuffman ac)
    {
        if (emptyBlocks > 0)
        {
            emptyBlocks--;
            return;
        }
        for (var k = first; k <= last; k++)
        {
            var symbol = bits.Symbol(ac);
            var (zeros, size) = (symbol >> 4, symbol & 15);
            if (size > 0)
            {
                k += zeros;
                if (k > last)
                    throw JpegScan.Damaged();
                block[JpegTables.ZigZag[k]] = (short)(bits.Signed(size) << low);
            }
            else if (zeros == 15)
                k += 15;
            else
            {
                emptyBlocks = (1 << zeros) - 1 + bits.Unsigned(zeros);
                break;
            }
        }
    }

    private void RefineAc(ref JpegBits bits, Span<short> block, JpegHuffman ac)
    {
        var k = first;
        if (emptyBlocks == 0)
            while (k <= last)
            {
                var symbol = bits.Symbol(ac);
                var (zeros, size) = (symbol >> 4, symbol & 15);
                if (size == 0 && zeros < 15)
                {
                    emptyBlocks = (1 << zeros) + bits.Unsigned(zeros);
                    break;
                }
                if (size > 1)
                    throw JpegScan.Damaged();
                // A new coefficient is 1 or -1 in its lowest bit so far.
                var value =
                    size == 0 ? 0
                    : bits.Unsigned(1) == 1 ? 1 << low
                    : -(1 << low);
                k = RefineUntilZero(ref bits, block, k, zeros);
                if (value != 0)
                {
                    if (k > last)
                        throw JpegScan.Damaged();
                    block[JpegTables.ZigZag[k]] = (short)value;
                }
                k++;
            }
        if (emptyBlocks > 0)
        {
            RefineUntilZero(ref bits, block, k, int.MaxValue);
            emptyBlocks--;
        }
    }

    /// <summary>Refines each nonzero coefficient by one bit, skipping a run of zero coefficients.</summary>
    /// <returns>Where the next one that is 0 stands; beyond the part where there is none.</returns>
    private int RefineUntilZero(ref JpegBits bits, Span<short> block, int k, int zeros)
    {
        for (; k <= last; k++)
        {
            ref var coefficient = ref block[JpegTables.ZigZag[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                    break;
            }
            else if (bits.Unsigned(1) == 1 && (coefficient & (1 << low)) == 0)
                coefficient += (short)(coefficient > 0 ? 1 << low : -(1 << low));
        }
        return k;
    }
}
