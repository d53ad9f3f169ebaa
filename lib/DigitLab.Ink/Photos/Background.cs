using DigitLab.Images;

namespace DigitLab.Ink.Photos;

/// <summary>
/// The background of a photo: the paper's brightness at each pixel without ink, and which pixels are paper.
/// </summary>
/// <remarks>
/// The brightness is a morphological closing: it removes what is dark and narrow, while large dark areas (the desk,
/// a shadow) keep their edges. Dividing by it evens out the light.
/// </remarks>
internal sealed class Background
{
    /// <summary>The longer side of the reduced image in which paper is searched for, in pixels.</summary>
    private const int CoarseSide = 360;

    /// <summary>Half the width of the thickest stroke, as a share of the photo's longer side.</summary>
    private const double ThickestStroke = 0.05;

    /// <summary>Half the width of the narrowest strip of desk beside the sheet, as such a share.</summary>
    private const double NarrowestDesk = 0.012;

    /// <summary>The largest ratio between neighbouring pixels of the reduced image that is uneven light and not the edge of the sheet.</summary>
    private const float Step = 1.22f;

    /// <summary>Areas beyond an edge that are darker than this share of the paper's brightness are desk, not paper in shadow.</summary>
    private const float DarkestShadow = 0.55f;

    private readonly int side;
    private readonly FloatImage brightness;
    private readonly bool[] isPaper;

    private Background(int width, int height, int side, FloatImage brightness, bool[] isPaper, bool isFlat = false)
    {
        (Width, Height, HasGrain) = (width, height, !isFlat);
        (this.side, this.brightness, this.isPaper) = (side, brightness, isPaper);
    }

    /// <summary>The photo's width in pixels.</summary>
    public int Width { get; }

    /// <summary>The photo's height in pixels.</summary>
    public int Height { get; }

    /// <summary>Whether it is a camera's image, with noise; false for <see cref="Uniform"/>.</summary>
    public bool HasGrain { get; }

    /// <summary>Estimates the background of a photo.</summary>
    /// <param name="photo">Luminance, 0 to 255.</param>
    public static Background Estimate(GreyImage photo)
    {
        var plane = new FloatImage(photo.Width, photo.Height);
        for (var i = 0; i < plane.Values.Length; i++)
            plane.Values[i] = Math.Max(photo.Levels[i], (byte)1);
        var side = Math.Max(1, (int)Math.Round((double)Math.Max(photo.Width, photo.Height) / CoarseSide));
        var coarse = plane.Reduced(side);
        var longest = Math.Max(coarse.Width, coarse.Height);
        var isPaper = PaperIn(Closed(coarse, Math.Max(1, (int)(NarrowestDesk * longest))));
        // Pixels off the paper are excluded from the maximum (as 0) and from the minimum (as infinity).
        for (var i = 0; i < isPaper.Length; i++)
            if (!isPaper[i])
                coarse.Values[i] = 0;
        var radius = Math.Max(2, (int)(ThickestStroke * longest));
        var brightness = coarse.Extremes(radius, 1);
        for (var i = 0; i < isPaper.Length; i++)
            if (!isPaper[i])
                brightness.Values[i] = float.MaxValue;
        brightness = brightness.Extremes(radius, -1);
        return new(photo.Width, photo.Height, side, brightness, isPaper);
    }

    /// <summary>The background of a <see cref="Drawing"/>: the same brightness everywhere.</summary>
    /// <param name="width">The picture's, in pixels.</param>
    /// <param name="height">The picture's, in pixels.</param>
    /// <param name="level">The brightness, 1 to 255.</param>
    public static Background Uniform(int width, int height, int level)
    {
        var brightness = new FloatImage(1, 1);
        brightness.Values[0] = level;
        return new(width, height, Math.Max(width, height), brightness, [true], isFlat: true);
    }

    /// <summary>Morphological closing: removes what is dark and narrower than twice the radius.</summary>
    private static FloatImage Closed(FloatImage plane, int radius) => plane.Extremes(radius, 1).Extremes(radius, -1);

    /// <summary>How much darker each pixel is than the paper there: 0 is paper, 1 would be black. Off the paper: 0.</summary>
    public FloatImage Darkness(GreyImage photo)
    {
        var levels = new FloatImage(photo.Width, photo.Height);
        for (var i = 0; i < levels.Values.Length; i++)
            levels.Values[i] = photo.Levels[i];
        levels = levels.Smoothed();
        for (var y = 0; y < levels.Height; y++)
        {
            var row = levels.Row(y);
            for (var x = 0; x < row.Length; x++)
                row[x] = Covers(x, y) ? 1 - row[x] / brightness.At((x + 0.5f) / side, (y + 0.5f) / side) : 0;
        }
        return levels;
    }

    /// <summary>Whether a pixel of the photo is on the paper, away from its edge.</summary>
    public bool Covers(int x, int y) => isPaper[y / side * brightness.Width + x / side];

    /// <summary>Whether a component is entirely on the paper, away from the edges of sheet and photo.</summary>
    public bool Holds(Component part)
    {
        // A drawing's background continues beyond its edges: nothing is cut off there.
        if (!HasGrain)
            return true;
        var (width, height) = (Width, Height);
        if (part.Left < 2 || part.Top < 2 || part.Right >= width - 2 || part.Bottom >= height - 2)
            return false;
        foreach (var pixel in part.Pixels)
        {
            var (x, y) = (pixel % width, pixel / width);
            if (!Covers(x - 2, y) || !Covers(x + 2, y) || !Covers(x, y - 2) || !Covers(x, y + 2))
                return false;
        }
        return true;
    }

    /// <summary>The smooth areas that are paper.</summary>
    private static bool[] PaperIn(FloatImage brightness)
    {
        var (brightest, darkest) = (brightness.Extremes(1, 1), brightness.Extremes(1, -1));
        var isSmooth = new bool[brightness.Values.Length];
        for (var i = 0; i < isSmooth.Length; i++)
            isSmooth[i] = brightest.Values[i] <= Step * darkest.Values[i];
        var areas = Component.In(isSmooth, brightness.Width, diagonally: false);
        if (areas.Count == 0)
            return isSmooth;

        float[] levels = [.. areas.Select(area => Median(area, brightness))];
        // The sheet is large and bright.
        var sheet = Enumerable.Range(0, areas.Count).MaxBy(i => areas[i].Pixels.Count * levels[i] * levels[i]);
        var isInside = !TouchesEdge(areas[sheet], brightness);
        var isDesk = new bool[isSmooth.Length];
        Array.Fill(isDesk, true);
        for (var i = 0; i < areas.Count; i++)
        {
            var isDark = levels[i] < DarkestShadow * levels[sheet] || (isInside && TouchesEdge(areas[i], brightness));
            if (i == sheet || !isDark)
                foreach (var pixel in areas[i].Pixels)
                    isDesk[pixel] = false;
        }
        // Dark areas enclosed by paper are thick strokes.
        var isPaper = Array.ConvertAll(isDesk, desk => !desk);
        foreach (var area in Component.In(isDesk, brightness.Width, diagonally: true))
            if (!TouchesEdge(area, brightness))
                foreach (var pixel in area.Pixels)
                    isPaper[pixel] = true;
        return isPaper;
    }

    private static float Median(Component area, FloatImage brightness)
    {
        var levels = area.Pixels.Select(pixel => brightness.Values[pixel]).Order().ToArray();
        return levels[levels.Length / 2];
    }

    private static bool TouchesEdge(Component area, FloatImage plane) =>
        area.Left == 0 || area.Top == 0 || area.Right == plane.Width - 1 || area.Bottom == plane.Height - 1;
}
