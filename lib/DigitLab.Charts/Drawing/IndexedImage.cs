using System.Runtime.InteropServices;
using DigitLab.Files;

namespace DigitLab.Charts.Drawing;

/// <summary>Images whose pixels are indices of a <see cref="ColorScale"/>'s 255 colours, or transparent.</summary>
internal static class IndexedImage
{
    /// <summary>The index that is transparent.</summary>
    public const byte Transparent = ColorScale.Levels;

    /// <summary>An image of that size, all of it transparent.</summary>
    public static byte[,] Blank(int rows, int columns)
    {
        var indices = new byte[rows, columns];
        Pixels(indices).Fill(Transparent);
        return indices;
    }

    /// <summary>The image as a <c>data:</c> URI of a PNG.</summary>
    /// <param name="indices">[rows, columns], each an index of <paramref name="scale"/>'s palette or <see cref="Transparent"/>.</param>
    /// <param name="scale">The colours.</param>
    public static string DataUri(byte[,] indices, ColorScale scale)
    {
        byte[] alpha = [.. Enumerable.Repeat((byte)255, ColorScale.Levels), 0];
        var png = PngEncoder.EncodeIndexed(Pixels(indices), indices.GetLength(1), [.. scale.ToBytes(), 0, 0, 0], alpha);
        return "data:image/png;base64," + Convert.ToBase64String(png);
    }

    private static Span<byte> Pixels(byte[,] indices) =>
        indices.Length == 0 ? [] : MemoryMarshal.CreateSpan(ref indices[0, 0], indices.Length);
}
