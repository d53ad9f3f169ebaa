using DigitLab.Images;
using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests.Sheets;

/// <summary>Single digits as drawing programs save them: one background, and no more margin than MNIST's images have.</summary>
internal static class DrawnDigits
{
    public const int Side = 28;

    /// <summary>A digit by the library's hand: 28 x 28, 0 is background and 1 is ink.</summary>
    public static float[] Write(int digit, ulong seed)
    {
        var random = new SplitMix64(seed);
        var pixels = new byte[Side * Side];
        new Pen().Draw(new Hand().Write(digit, ref random), pixels, ref random);
        return Array.ConvertAll(pixels, level => level / 255f);
    }

    /// <summary>Each pixel as a square of <paramref name="scale"/> times as many.</summary>
    /// <param name="ink">Row by row, 0 is background and 1 is ink.</param>
    /// <param name="scale">A whole number.</param>
    /// <param name="isNegative">White on black, else black on white.</param>
    /// <param name="width">Pixels in a row of <paramref name="ink"/>.</param>
    public static GreyImage Picture(float[] ink, int scale = 1, bool isNegative = false, int width = Side)
    {
        var (across, down) = (scale * width, scale * (ink.Length / width));
        var levels = new byte[across * down];
        for (var i = 0; i < levels.Length; i++)
        {
            var cover = ink[i / across / scale * width + i % across / scale];
            levels[i] = (byte)Math.Round(255 * (isNegative ? cover : 1 - cover));
        }
        return new(across, down, levels);
    }

    /// <summary>What is wrong with the digits found on the picture of a single one; null: there is one, with all of the ink in its box.</summary>
    public static string? Fault(GreyImage picture, bool isNegative)
    {
        HandwrittenSheet sheet;
        try
        {
            sheet = Handwriting.Read(picture, "drawing");
        }
        catch (InvalidDataException error)
        {
            return error.Message;
        }
        if (sheet.Count != 1)
            return $"{sheet.Count} digits";
        var box = sheet.Boxes[0];
        for (var i = 0; i < picture.Levels.Length; i++)
        {
            var (x, y) = (i % picture.Width - box.Left, i / picture.Width - box.Top);
            var isInk = picture.Levels[i] > 127 == isNegative;
            if (isInk && (x < 0 || y < 0 || x >= box.Width || y >= box.Height))
                return $"ink beyond {box}";
        }
        return box.Left + box.Width <= sheet.Width && box.Top + box.Height <= sheet.Height
            ? null
            : $"{box} is larger than the picture";
    }
}
