using DigitLab.Images;

namespace DigitLab.Ink.Photos;

/// <summary>
/// A picture whose background is one level: drawn on a screen, or cropped from such a drawing. How bright the background is
/// need not be estimated around each stroke, so that strokes may be as thick and reach as near to the edge as they like.
/// </summary>
internal sealed class Drawing
{
    /// <summary>The longer side at which the background is judged, in pixels.</summary>
    private const int CoarseSide = 360;

    /// <summary>How many levels the background may vary by, up and down: the waves that JPEG leaves around strokes.</summary>
    private const int Tolerance = 12;

    /// <summary>How many levels the ink differs from the background by at least.</summary>
    private const int LeastContrast = 40;

    /// <summary>The least share of the outermost pixels that show the background; strokes may touch the rest.</summary>
    private const double BorderShare = 0.25;

    /// <summary>The least share of those that have the very same level, give or take one: a camera's grain leaves fewer.</summary>
    private const double ExactShare = 0.6;

    /// <summary>The largest share of the picture that may be ink; above it, ink and background cannot be distinguished.</summary>
    private const double MostInk = 0.5;

    /// <summary>The largest share of the picture that is neither background nor ink nor near to ink: a light or a texture.</summary>
    private const double MostStray = 0.01;

    /// <summary>The soft edge of a stroke is narrower than this share of the longer side (2 pixels of 28).</summary>
    private const double SoftEdge = 1.0 / 14;

    /// <summary>The shorter side is brought to at least this many pixels: the search smooths by a pixel and ignores specks.</summary>
    private const int LeastSide = 200;

    private Drawing(GreyImage picture, int level) => (Picture, Level) = (picture, level);

    /// <summary>Dark ink on a brighter background; small pictures are enlarged by a whole number.</summary>
    public GreyImage Picture { get; }

    /// <summary>The background's level in <see cref="Picture"/>, 0 to 255.</summary>
    public int Level { get; }

    /// <summary>The drawing that a picture is; null: it is a photo, whose paper is lit and ends somewhere.</summary>
    /// <param name="picture">Luminance, dark on bright or bright on dark.</param>
    /// <param name="longest">The longer side is not enlarged beyond this, in pixels.</param>
    public static Drawing? Find(GreyImage picture, int longest)
    {
        var border = Border(picture);
        var level = Mode(border);
        var flat = border.Count(other => Math.Abs(other - level) <= Tolerance);
        var exact = border.Count(other => Math.Abs(other - level) <= 1);
        if (flat < BorderShare * border.Count || exact < ExactShare * flat)
            return null;
        var contrast = Contrasts(picture, level);
        var (darkest, brightest) = (-contrast.Values.Min(), contrast.Values.Max());
        var isInverted = brightest > darkest;
        var most = Math.Max(darkest, brightest);
        if (most < LeastContrast)
            return null;
        // What is nearer to the ink's level than to the background's.
        var ink = Array.ConvertAll(contrast.Values, value => (isInverted ? value : -value) > most / 2);
        if (!IsFlat(contrast, ink) || (isInverted && !NegativeDetector.IsNegative(level, ink, contrast.Width)))
            return null;
        if (isInverted)
            (picture, level) = (picture.Inverted(), 255 - level);
        var (shorter, longer) = (Math.Min(picture.Width, picture.Height), Math.Max(picture.Width, picture.Height));
        var scale = Math.Max(1, Math.Min((LeastSide + shorter - 1) / shorter, longest / longer));
        return new(scale == 1 ? picture : Enlarged(picture, scale), level);
    }

    /// <summary>Whether ink is the lesser part, and all that is not near to it is background.</summary>
    private static bool IsFlat(FloatImage contrast, bool[] ink)
    {
        if (ink.Count(isInk => isInk) > MostInk * ink.Length)
            return false;
        var mask = new FloatImage(contrast.Width, contrast.Height);
        for (var i = 0; i < ink.Length; i++)
            mask.Values[i] = ink[i] ? 1 : 0;
        var reach = Math.Max(1, (int)Math.Ceiling(SoftEdge * Math.Max(mask.Width, mask.Height)));
        var near = mask.Extremes(reach, 1);
        var stray = 0;
        for (var i = 0; i < ink.Length; i++)
            if (near.Values[i] == 0 && Math.Abs(contrast.Values[i]) > Tolerance)
                stray++;
        return stray <= MostStray * ink.Length;
    }

    /// <summary>How much brighter each place is than the background, in levels; coarsely.</summary>
    private static FloatImage Contrasts(GreyImage picture, int level)
    {
        var plane = Minus(picture, level);
        var longer = Math.Max(picture.Width, picture.Height);
        return plane.Reduced(Math.Max(1, (longer + CoarseSide - 1) / CoarseSide));
    }

    private static GreyImage Enlarged(GreyImage picture, int scale)
    {
        var plane = Minus(picture, 0);
        var (width, height) = (scale * picture.Width, scale * picture.Height);
        var levels = new byte[width * height];
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
            levels[y * width + x] = (byte)(plane.At((x + 0.5f) / scale, (y + 0.5f) / scale) + 0.5f);
        return new(width, height, levels);
    }

    private static FloatImage Minus(GreyImage picture, int level)
    {
        var plane = new FloatImage(picture.Width, picture.Height);
        for (var i = 0; i < plane.Values.Length; i++)
            plane.Values[i] = picture.Levels[i] - level;
        return plane;
    }

    /// <summary>The outermost pixels.</summary>
    private static List<byte> Border(GreyImage picture)
    {
        var border = new List<byte>();
        for (var y = 0; y < picture.Height; y++)
        {
            var row = picture.Levels.AsSpan(y * picture.Width, picture.Width);
            if (y == 0 || y == picture.Height - 1)
                border.AddRange(row);
            else
                border.AddRange([row[0], row[^1]]);
        }
        return border;
    }

    private static int Mode(List<byte> levels)
    {
        var counts = new int[256];
        foreach (var level in levels)
            counts[level]++;
        return Array.IndexOf(counts, counts.Max());
    }
}
