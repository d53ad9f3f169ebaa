using System.Buffers.Binary;

namespace DigitLab.Images;

/// <summary>Converts a PNG file's pixels to luminance.</summary>
internal sealed class PngPixels
{
    private const int Grey = 0,
        Rgb = 2,
        Indexed = 3,
        GreyAlpha = 4,
        Rgba = 6;

    private readonly int depth,
        channels;
    private readonly bool hasColor,
        hasAlpha;

    // The luminance of a palette's entry, or of a grey level of up to 8 bits; what is transparent is white already.
    private readonly byte[]? table;

    // The one transparent colour that an image without alpha may have, as samples of the file; -1: none.
    private readonly int[] transparent = [-1, -1, -1];

    public PngPixels(PngChunks chunks, byte depth, byte colorType)
    {
        var allowed = (colorType, depth) switch
        {
            (Grey, 1 or 2 or 4 or 8 or 16) or (Indexed, 1 or 2 or 4 or 8) => true,
            (Rgb or GreyAlpha or Rgba, 8 or 16) => true,
            _ => false,
        };
        if (!allowed)
            throw new InvalidDataException($"colour type {colorType} with {depth} bits is not one of PNG's.");
        this.depth = depth;
        hasColor = colorType is Rgb or Rgba;
        hasAlpha = colorType is GreyAlpha or Rgba;
        channels = (hasColor ? 3 : 1) + (hasAlpha ? 1 : 0);
        var transparency = chunks.Transparency.Span;
        if (colorType is Grey or Rgb && transparency.Length > 0)
        {
            if (transparency.Length != 2 * channels)
                throw new InvalidDataException(
                    $"its transparent colour (tRNS) has {transparency.Length} bytes, expected {2 * channels}."
                );
            for (var c = 0; c < channels; c++)
                transparent[c] = BinaryPrimitives.ReadUInt16BigEndian(transparency[(2 * c)..]);
        }
        if (colorType == Indexed)
            table = OfPalette(chunks.Palette.Span, transparency);
        else if (colorType == Grey && depth <= 8)
            table = OfGreyLevels(transparent[0]);
    }

    public int BitsPerPixel => depth * channels;

    /// <summary>The luminance of a row's pixels.</summary>
    /// <param name="line">The row as in the file, without its filter.</param>
    /// <param name="levels">Where they go, each <paramref name="step"/> after the one before.</param>
    /// <param name="count">Pixels in the row.</param>
    /// <param name="step">1, or more in an interlaced image.</param>
    public void ToLuminance(ReadOnlySpan<byte> line, Span<byte> levels, int count, int step)
    {
        if (table is not null)
            LookUp(line, levels, count, step);
        else if (depth == 8 && hasColor && !hasAlpha && transparent[0] < 0)
            for (int i = 0, at = 0; i < count; i++, at += 3)
                levels[i * step] = Luma.Of(line[at], line[at + 1], line[at + 2]);
        else
            for (var i = 0; i < count; i++)
                levels[i * step] = Pixel(line[(i * BitsPerPixel / 8)..]);
    }

    private void LookUp(ReadOnlySpan<byte> line, Span<byte> levels, int count, int step)
    {
        var mask = (1 << depth) - 1;
        for (var i = 0; i < count; i++)
        {
            var bit = i * depth;
            var index = (line[bit >> 3] >> (8 - depth - (bit & 7))) & mask;
            if (index >= table!.Length)
                throw new InvalidDataException($"a pixel has colour {index} of a palette of {table.Length}.");
            levels[i * step] = table[index];
        }
    }

    private byte Pixel(ReadOnlySpan<byte> pixel)
    {
        var size = depth / 8;
        Span<int> samples = stackalloc int[4];
        for (var c = 0; c < channels; c++)
            samples[c] = size == 1 ? pixel[c] : BinaryPrimitives.ReadUInt16BigEndian(pixel[(2 * c)..]);
        var isTransparent = transparent[0] == samples[0];
        if (hasColor)
            isTransparent &= transparent[1] == samples[1] && transparent[2] == samples[2];
        if (isTransparent)
            return 255;
        if (size == 2)
            for (var c = 0; c < channels; c++)
                samples[c] = (samples[c] * 255 + 32_767) / 65_535;
        var level = hasColor ? Luma.Of(samples[0], samples[1], samples[2]) : (byte)samples[0];
        return hasAlpha ? OverWhite(level, samples[channels - 1]) : level;
    }

    private byte[] OfGreyLevels(int transparentLevel)
    {
        var levels = new byte[1 << depth];
        for (var i = 0; i < levels.Length; i++)
            levels[i] = i == transparentLevel ? (byte)255 : (byte)(i * 255 / (levels.Length - 1));
        return levels;
    }

    private byte[] OfPalette(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> alpha)
    {
        var count = palette.Length / 3;
        if (palette.Length % 3 != 0 || count == 0 || count > 1 << depth || alpha.Length > count)
            throw new InvalidDataException(
                $"its palette has {palette.Length} bytes and {alpha.Length} of transparency, "
                    + $"expected three bytes for each of 1 to {1 << depth} colours, and no more than one of transparency."
            );
        var levels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            var level = Luma.Of(palette[3 * i], palette[3 * i + 1], palette[3 * i + 2]);
            levels[i] = i < alpha.Length ? OverWhite(level, alpha[i]) : level;
        }
        return levels;
    }

    private static byte OverWhite(int level, int alpha) => (byte)((level * alpha + 255 * (255 - alpha) + 127) / 255);
}

/// <summary>The luma of a colour: ITU-R BT.601, as in JPEG.</summary>
internal static class Luma
{
    public static byte Of(int red, int green, int blue) =>
        (byte)((red * 19_595 + green * 38_470 + blue * 7_471 + 0x8000) >> 16);
}
