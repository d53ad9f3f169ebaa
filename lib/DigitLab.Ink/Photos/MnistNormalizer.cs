using System.Globalization;

namespace DigitLab.Ink.Photos;

/// <summary>
/// MNIST's preprocessing for a digit of a photo: aspect ratio kept, longer side 20 pixels, anti-aliased, and shifted by whole
/// pixels so that the centre of mass is in the middle of 28 x 28 (LeCun, Bottou, Bengio and Haffner, 1998).
/// </summary>
/// <remarks>
/// MNIST was written with thick, soft pens. Thin lines would come out pale and felt-pen lines heavy, so strokes are widened or
/// thinned to MNIST's range of widths.
/// </remarks>
internal static class MnistNormalizer
{
    public const int Side = 28;
    private const int Box = 20;

    /// <summary>Subpixels along each side of a pixel.</summary>
    private const int Supersampling = 4;

    /// <summary>
    /// The range of stroke widths, in pixels of the result. On MNIST's training images the median is 2.5 and the 95th percentile
    /// 3.8.
    /// </summary>
    private const double MinStrokeWidth = 2.5,
        MaxStrokeWidth = 3.8;

    /// <summary>Approximate sRGB gamma of photos.</summary>
    private const float Gamma = 2.2f;

    /// <summary>Up to this share of the darkest level a pixel is still paper: its texture, and light scattered by the lens.</summary>
    private const float PaperNoise = 0.15f;

    /// <summary>
    /// MNIST was made from bilevel images, so edges softened by the lens and by noise reduction are sharpened by this factor.
    /// With it, MNIST images pasted into photos keep their numbers of black and of grey pixels.
    /// </summary>
    private const float Sharpening = 2;

    /// <summary>The share of a digit's ink pixels that are edges of strokes, less dark than the middle.</summary>
    private const double EdgeShare = 0.7;

    /// <summary>The constants that mnist-normalizer.js shares.</summary>
    public static string ToJson() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{ side: {{Side}}, box: {{Box}}, narrowest: {{MinStrokeWidth}}, widest: {{MaxStrokeWidth}} }"""
        );

    /// <summary>The digit as 28 x 28 levels, row by row: 0 is paper, 1 is ink.</summary>
    public static float[] Normalize(ComponentGroup digit, FloatImage darkness)
    {
        var ink = Levels(digit, darkness);
        var (left, top, right, bottom) = Bounds(ink);
        double width = right - left,
            height = bottom - top,
            size = Math.Max(width, height);
        var growth = Growth(StrokeWidth(ink), size);
        var scale = Box / (size + 2 * growth);
        var fine = Resample(ink, (left + right) / 2.0, (top + bottom) / 2.0, scale);
        fine = Dilate(fine, growth * scale * Supersampling);
        return CentreByMass(fine.Reduced(Supersampling).Values);
    }

    /// <summary>Only the ink of the digit: 1 where it is as dark as in the middle of a stroke.</summary>
    private static FloatImage Levels(ComponentGroup digit, FloatImage darkness)
    {
        const int margin = 3;
        var ink = new FloatImage(digit.Width + 2 * margin, digit.Height + 2 * margin);
        var own = new bool[ink.Values.Length];
        var values = new List<float>();
        foreach (var pixel in digit.Parts.SelectMany(part => part.Pixels))
        {
            var (x, y) = (pixel % darkness.Width - digit.Left, pixel / darkness.Width - digit.Top);
            values.Add(darkness.Values[pixel]);
            // Edge pixels of a stroke are darker than paper, but not dark enough for the threshold.
            for (var row = y + margin - 2; row <= y + margin + 2; row++)
                own.AsSpan(row * ink.Width + x + margin - 2, 5).Fill(true);
        }
        values.Sort();
        float full = Cover(values[(int)(EdgeShare * values.Count)]),
            faint = PaperNoise * full;
        for (var y = 0; y < ink.Height; y++)
        for (var x = 0; x < ink.Width; x++)
        {
            var (fromX, fromY) = (x + digit.Left - margin, y + digit.Top - margin);
            if (
                !own[y * ink.Width + x]
                || fromX < 0
                || fromY < 0
                || fromX >= darkness.Width
                || fromY >= darkness.Height
            )
                continue;
            var dark = Cover(darkness.Values[fromY * darkness.Width + fromX]);
            ink.Values[y * ink.Width + x] = Math.Clamp((dark - faint) / (full - faint), 0, 1);
        }
        return ink;
    }

    /// <summary>The share of light that the ink absorbs, which is the share of the pixel that it covers.</summary>
    private static float Cover(float darkness) => 1 - MathF.Pow(Math.Clamp(1 - darkness, 0, 1), Gamma);

    /// <summary>The bounding box of all pixels at least half covered; right and bottom are exclusive.</summary>
    private static (int Left, int Top, int Right, int Bottom) Bounds(FloatImage ink)
    {
        var (left, top, right, bottom) = (ink.Width, ink.Height, 0, 0);
        for (var y = 0; y < ink.Height; y++)
        for (var x = 0; x < ink.Width; x++)
            if (ink.Values[y * ink.Width + x] >= 0.5f)
            {
                (left, right) = (Math.Min(left, x), Math.Max(right, x + 1));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y + 1));
            }
        return (left, top, right, bottom);
    }

    /// <summary>The mean stroke width in pixels: twice the area, divided by the length of the outline.</summary>
    private static double StrokeWidth(FloatImage ink)
    {
        double area = 0;
        var steps = 0;
        for (var y = 1; y < ink.Height; y++)
        for (var x = 1; x < ink.Width; x++)
        {
            var at = y * ink.Width + x;
            area += ink.Values[at];
            var isInk = ink.Values[at] >= 0.5f;
            if (isInk != ink.Values[at - 1] >= 0.5f)
                steps++;
            if (isInk != ink.Values[at - ink.Width] >= 0.5f)
                steps++;
        }
        // Counted along pixel sides, an edge is 4/π times too long, averaged over all directions.
        return 2 * area / Math.Max(1, steps * Math.PI / 4);
    }

    /// <summary>How much to widen strokes on each side, in pixels of the photo; negative to thin them.</summary>
    private static double Growth(double width, double size)
    {
        // The digit grows with its strokes: solves (width + 2g) Box / (size + 2g) = wanted.
        var now = width * Box / size;
        var wanted = Math.Clamp(now, MinStrokeWidth, MaxStrokeWidth);
        return (wanted * size - Box * width) / (2 * (Box - wanted));
    }

    /// <summary>The ink scaled and sharpened, with its bounding box centred in a supersampled image.</summary>
    private static FloatImage Resample(FloatImage ink, double centreX, double centreY, double scale)
    {
        var fine = new FloatImage(Side * Supersampling, Side * Supersampling);
        var step = 1 / (scale * Supersampling);
        // Where a subpixel covers several pixels of the photo, it is sampled at as many points.
        var points = Math.Max(1, (int)Math.Ceiling(step));
        for (var y = 0; y < fine.Height; y++)
        for (var x = 0; x < fine.Width; x++)
        {
            var sum = 0f;
            for (var i = 0; i < points * points; i++)
            {
                var atX = centreX + (x + (i % points + 0.5) / points - Side * Supersampling / 2) * step;
                var atY = centreY + (y + (i / points + 0.5) / points - Side * Supersampling / 2) * step;
                if (atX > 0 && atY > 0 && atX < ink.Width && atY < ink.Height)
                    sum += ink.At((float)atX, (float)atY);
            }
            fine.Values[y * fine.Width + x] = Math.Clamp((sum / (points * points) - 0.5f) * Sharpening + 0.5f, 0, 1);
        }
        return fine;
    }

    /// <summary>Dilates the ink by a disc of that radius; erodes it if negative.</summary>
    private static FloatImage Dilate(FloatImage ink, double radius)
    {
        if (Math.Abs(radius) < 0.05)
            return ink;
        var paper = radius < 0 ? 1f : 0f;
        var grown = new FloatImage(ink.Width, ink.Height);
        var reach = (int)Math.Ceiling(Math.Abs(radius));
        for (var dy = -reach; dy <= reach; dy++)
        for (var dx = -reach; dx <= reach; dx++)
        {
            // A pixel extends half a pixel beyond its centre; pixels on the new edge are partly covered.
            var cover = (float)Math.Clamp(Math.Abs(radius) + 1 - Math.Sqrt(dx * dx + dy * dy), 0, 1);
            if (cover == 0)
                continue;
            for (var y = Math.Max(0, -dy); y < Math.Min(ink.Height, ink.Height - dy); y++)
            {
                var from = ink.Row(y + dy);
                var to = grown.Row(y);
                for (var x = Math.Max(0, -dx); x < Math.Min(to.Length, to.Length - dx); x++)
                    to[x] = Math.Max(to[x], cover * Math.Abs(from[x + dx] - paper));
            }
        }
        if (radius < 0)
            for (var i = 0; i < grown.Values.Length; i++)
                grown.Values[i] = 1 - grown.Values[i];
        return grown;
    }

    /// <summary>Shifts the centre of mass to the middle, by whole pixels.</summary>
    private static float[] CentreByMass(float[] image)
    {
        double mass = 0,
            atX = 0,
            atY = 0;
        for (var i = 0; i < image.Length; i++)
        {
            mass += image[i];
            atX += image[i] * (i % Side + 0.5);
            atY += image[i] * (i / Side + 0.5);
        }
        int shiftX = (int)Math.Floor(Side / 2 - atX / mass + 0.5),
            shiftY = (int)Math.Floor(Side / 2 - atY / mass + 0.5);
        var centred = new float[image.Length];
        for (var y = Math.Max(0, shiftY); y < Math.Min(Side, Side + shiftY); y++)
        for (var x = Math.Max(0, shiftX); x < Math.Min(Side, Side + shiftX); x++)
            centred[y * Side + x] = image[(y - shiftY) * Side + x - shiftX];
        return centred;
    }
}
