using DigitLab.Ink.Decoding;

namespace DigitLab.Ink.Photos;

/// <summary>
/// Makes a photo of every picture: of a digit cut out close to its strokes, of one of a few pixels, of chalk on a blackboard.
/// What looks for paper and ink expects dark strokes with paper around them.
/// </summary>
internal static class PhotoPreparation
{
    /// <summary>A smaller picture is enlarged: a stroke of two pixels would be taken for grain.</summary>
    private const int ShortestSide = 140;

    /// <summary>The share of the outermost pixels that must look alike to be taken for paper.</summary>
    private const double UniformFrame = 0.97;

    /// <summary>How far alike, in levels.</summary>
    private const int Tolerance = 24;

    /// <summary>A digit of more than this share of the picture's height was cut out close.</summary>
    private const double CloseCut = 0.45;

    /// <summary>Half the width of the widest bright stroke, as a share of the longer side; a sheet of paper is wider.</summary>
    private const double WidestChalk = 0.12;

    /// <returns>The picture with dark ink, large enough, and with paper around it; and whether it was bright on dark.</returns>
    public static (GreyImage Photo, bool Inverted) Prepare(GreyImage picture)
    {
        if (FrameLevel(picture) is not { } level)
            return (picture, false);
        var inverted = IsBrightOnDark(picture, level);
        if (inverted)
            (picture, level) = (
                picture with
                {
                    Levels = Array.ConvertAll(picture.Levels, l => (byte)(255 - l)),
                },
                (byte)(255 - level)
            );
        var longest = Math.Max(picture.Width, picture.Height);
        if (longest < ShortestSide)
            picture = Enlarged(picture, (ShortestSide + longest - 1) / longest);
        return (IsCutClose(picture, level) ? Padded(picture, level) : picture, inverted);
    }

    /// <summary>The level of the outermost pixels, if nearly all of them have about the same.</summary>
    private static byte? FrameLevel(GreyImage picture)
    {
        var (width, height) = (picture.Width, picture.Height);
        var frame = Enumerable
            .Range(0, width)
            .SelectMany(x => new[] { x, (height - 1) * width + x })
            .Concat(Enumerable.Range(0, height).SelectMany(y => new[] { y * width, y * width + width - 1 }))
            .Select(i => picture.Levels[i])
            .Order()
            .ToArray();
        var level = frame[frame.Length / 2];
        return frame.Count(l => Math.Abs(l - level) <= Tolerance) >= UniformFrame * frame.Length ? level : null;
    }

    /// <summary>Bright strokes on a dark ground; a bright sheet on a dark desk is wider than any stroke.</summary>
    private static bool IsBrightOnDark(GreyImage picture, byte level)
    {
        var (darkest, brightest) = (picture.Levels.Min(), picture.Levels.Max());
        if (brightest - level < 3 * Tolerance || level - darkest > Tolerance)
            return false;
        var plane = new Plane(picture.Width, picture.Height);
        for (var i = 0; i < plane.Values.Length; i++)
            plane.Values[i] = picture.Levels[i];
        var radius = Math.Max(1, (int)(WidestChalk * Math.Max(picture.Width, picture.Height)));
        return plane.Extremes(radius, -1).Values.Max() <= (level + brightest) / 2;
    }

    private static bool IsCutClose(GreyImage picture, byte level)
    {
        var threshold = (level + picture.Levels.Min()) / 2;
        if (level - threshold < Tolerance)
            return false;
        var mask = Array.ConvertAll(picture.Levels, l => l < threshold);
        // Printed lines and frames are long too, but they reach the edge or are wider than any digit.
        return Component
            .In(mask, picture.Width, diagonally: true)
            .Any(part =>
                part.Height > CloseCut * picture.Height
                && part.Width <= 1.5 * part.Height
                && part is { Left: > 0, Top: > 0 }
                && part.Right < picture.Width - 1
                && part.Bottom < picture.Height - 1
            );
    }

    private static GreyImage Padded(GreyImage picture, byte level)
    {
        var margin = Math.Max(picture.Width, picture.Height);
        var (width, height) = (picture.Width + 2 * margin, picture.Height + 2 * margin);
        var levels = new byte[width * height];
        Array.Fill(levels, level);
        for (var y = 0; y < picture.Height; y++)
            picture
                .Levels.AsSpan(y * picture.Width, picture.Width)
                .CopyTo(levels.AsSpan((y + margin) * width + margin));
        return new(width, height, levels);
    }

    private static GreyImage Enlarged(GreyImage picture, int times)
    {
        var plane = new Plane(picture.Width, picture.Height);
        for (var i = 0; i < plane.Values.Length; i++)
            plane.Values[i] = picture.Levels[i];
        var (width, height) = (picture.Width * times, picture.Height * times);
        var levels = new byte[width * height];
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            levels[y * width + x] = (byte)(plane.At((x + 0.5f) / times, (y + 0.5f) / times) + 0.5f);
        return new(width, height, levels);
    }
}
