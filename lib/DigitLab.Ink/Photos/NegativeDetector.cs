namespace DigitLab.Ink.Photos;

/// <summary>Tells bright strokes on a dark background, which are to be inverted, from a bright sheet on a dark desk.</summary>
internal static class NegativeDetector
{
    /// <summary>No background of a negative is brighter, of 255.</summary>
    private const int BrightestBackground = 96;

    /// <summary>A sheet fills at least this share of the narrowest rectangle around it, with what is written on it.</summary>
    private const double SheetFill = 0.85;

    /// <summary>Writing covers at most this share of a sheet; the hole of a 0 is larger.</summary>
    private const double MostWriting = 0.3;

    /// <summary>How many times as long as wide a sheet is at most; a longer one is a stroke, such as a 1.</summary>
    private const double LongestSheet = 3;

    /// <summary>Whether the bright areas are strokes, none of them a sheet.</summary>
    /// <param name="level">The background's, 0 to 255.</param>
    /// <param name="bright">Row by row: what is nearer to the brightest level than to the background's.</param>
    /// <param name="width">Pixels in a row.</param>
    public static bool IsNegative(int level, bool[] bright, int width)
    {
        if (level > BrightestBackground)
            return false;
        // A sheet is the largest bright area if there is one: the rest may be reflections.
        var largest = Component.In(bright, width, diagonally: true).MaxBy(part => part.Pixels.Count);
        return largest is not null && !IsSheet(largest, width);
    }

    private static bool IsSheet(Component part, int width)
    {
        var filled = Filled(part, width);
        if (filled - part.Pixels.Count > MostWriting * filled)
            return false;
        var (across, down) = Rectangle(part);
        return filled >= SheetFill * across * down && Math.Max(across, down) <= LongestSheet * Math.Min(across, down);
    }

    /// <summary>How many pixels the component and its holes have.</summary>
    private static int Filled(Component part, int width)
    {
        // A rim all around, so that what is outside hangs together.
        var (columns, rows) = (part.Width + 2, part.Height + 2);
        var isOutside = new bool[columns * rows];
        Array.Fill(isOutside, true);
        foreach (var pixel in part.Pixels)
            isOutside[(pixel / width - part.Top + 1) * columns + pixel % width - part.Left + 1] = false;
        return isOutside.Length - Component.In(isOutside, columns, diagonally: false)[0].Pixels.Count;
    }

    /// <summary>The sides of the smallest rectangle around it, turned by up to 45 degrees.</summary>
    private static (double Across, double Down) Rectangle(Component part)
    {
        (double Across, double Down) best = (part.Width, part.Height);
        for (var degrees = -45; degrees < 45; degrees += 3)
        {
            var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
            double left = double.MaxValue,
                right = double.MinValue,
                top = double.MaxValue,
                bottom = double.MinValue;
            foreach (var (x, y) in part.Rim)
            {
                double u = x * cos + y * sin,
                    v = y * cos - x * sin;
                (left, right) = (Math.Min(left, u), Math.Max(right, u));
                (top, bottom) = (Math.Min(top, v), Math.Max(bottom, v));
            }
            var (across, down) = (right - left + 1, bottom - top + 1);
            if (across * down < best.Across * best.Down)
                best = (across, down);
        }
        return best;
    }
}
