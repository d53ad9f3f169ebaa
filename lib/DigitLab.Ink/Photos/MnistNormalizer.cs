namespace DigitLab.Ink.Photos;

/// <summary>
/// Brings a digit of a photo to MNIST's form as MNIST's makers did: its proportions kept, its longer side 20 pixels, with
/// grey levels where ink covers a pixel in part, its centre of mass in the middle of 28 x 28 by a shift of whole pixels
/// (LeCun, Bottou, Bengio and Haffner, 1998).
/// </summary>
/// <remarks>
/// MNIST was written with soft, thick pens. A fine line would come out pale and a felt pen's heavy, so that strokes are
/// made wider or narrower towards MNIST's width.
/// </remarks>
internal static class MnistNormalizer
{
    public const int Side = 28;
    private const int Box = 20;

    /// <summary>Each pixel is drawn as so many squared.</summary>
    private const int Fine = 4;

    /// <summary>
    /// What the width of strokes is brought to, in pixels of the result. On MNIST's training images it is measured as 2.5 in
    /// the middle, and as more than 3.8 on one in twenty.
    /// </summary>
    private const double Narrowest = 2.5,
        Widest = 3.8;

    /// <summary>A photo's levels are about this root of the light (sRGB).</summary>
    private const float Gamma = 2.2f;

    /// <summary>As dark as this share of the darkest is paper still: its fibre, and what a lens lets spill over.</summary>
    private const float Faint = 0.15f;

    /// <summary>
    /// MNIST's makers began with black and white: the edges that a lens and the smoothing of the grain left soft are made so much
    /// steeper. MNIST's training images, pasted into photos, have then as many black and as many grey pixels as before.
    /// </summary>
    private const float Steepness = 2;

    /// <summary>So much of a digit's ink, the rims of its strokes, is less dark than their middle.</summary>
    private const double Rims = 0.7;

    /// <summary>The digit as 28 x 28 levels, row by row: 0 is paper, 1 is ink.</summary>
    public static float[] Of(InkedDigit digit, Plane darkness)
    {
        var ink = Levels(digit, darkness);
        var (left, top, right, bottom) = Bounds(ink);
        double width = right - left,
            height = bottom - top,
            size = Math.Max(width, height);
        var growth = Growth(StrokeWidth(ink), size);
        var scale = Box / (size + 2 * growth);
        var fine = Drawn(ink, (left + right) / 2.0, (top + bottom) / 2.0, scale);
        fine = Grown(fine, growth * scale * Fine);
        return Centred(fine.Reduced(Fine).Values);
    }

    /// <summary>The digit's ink alone: 1 where it is as dark as in the middle of a stroke.</summary>
    private static Plane Levels(InkedDigit digit, Plane darkness)
    {
        const int margin = 3;
        var ink = new Plane(digit.Width + 2 * margin, digit.Height + 2 * margin);
        var own = new bool[ink.Values.Length];
        var values = new List<float>();
        foreach (var pixel in digit.Parts.SelectMany(part => part.Pixels))
        {
            var (x, y) = (pixel % darkness.Width - digit.Left, pixel / darkness.Width - digit.Top);
            values.Add(darkness.Values[pixel]);
            // The rim of a stroke is darker than paper, but not dark enough to be told from it by itself.
            for (var row = y + margin - 2; row <= y + margin + 2; row++)
                own.AsSpan(row * ink.Width + x + margin - 2, 5).Fill(true);
        }
        values.Sort();
        float full = Cover(values[(int)(Rims * values.Count)]),
            faint = Faint * full;
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

    /// <summary>How much of the light the ink takes away, which is as much as it covers.</summary>
    private static float Cover(float darkness) => 1 - MathF.Pow(Math.Clamp(1 - darkness, 0, 1), Gamma);

    /// <summary>The box around all that is at least half ink; right and bottom are the next pixel.</summary>
    private static (int Left, int Top, int Right, int Bottom) Bounds(Plane ink)
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

    /// <summary>How wide the strokes are on the whole, in pixels: twice the area, divided by the length of its edge.</summary>
    private static double StrokeWidth(Plane ink)
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
        // An edge in any direction is on the average 4/π times as long along the pixels' sides.
        return 2 * area / Math.Max(1, steps * Math.PI / 4);
    }

    /// <summary>By how much strokes are to grow on each side, in pixels of the photo; negative: to shrink.</summary>
    private static double Growth(double width, double size)
    {
        // The digit grows with its strokes: solves (width + 2g) Box / (size + 2g) = wanted.
        var now = width * Box / size;
        var wanted = Math.Clamp(now, Narrowest, Widest);
        return (wanted * size - Box * width) / (2 * (Box - wanted));
    }

    /// <summary>The ink, scaled and with steep edges, the middle of its box in the middle of a fine image.</summary>
    private static Plane Drawn(Plane ink, double centreX, double centreY, double scale)
    {
        var fine = new Plane(Side * Fine, Side * Fine);
        var step = 1 / (scale * Fine);
        // Where a fine pixel covers several of the photo's, as many points of it are looked at.
        var points = Math.Max(1, (int)Math.Ceiling(step));
        for (var y = 0; y < fine.Height; y++)
        for (var x = 0; x < fine.Width; x++)
        {
            var sum = 0f;
            for (var i = 0; i < points * points; i++)
            {
                var atX = centreX + (x + (i % points + 0.5) / points - Side * Fine / 2) * step;
                var atY = centreY + (y + (i / points + 0.5) / points - Side * Fine / 2) * step;
                if (atX > 0 && atY > 0 && atX < ink.Width && atY < ink.Height)
                    sum += ink.At((float)atX, (float)atY);
            }
            fine.Values[y * fine.Width + x] = Math.Clamp((sum / (points * points) - 0.5f) * Steepness + 0.5f, 0, 1);
        }
        return fine;
    }

    /// <summary>Ink grown on each side by a disc of that radius; negative: the paper grown.</summary>
    private static Plane Grown(Plane ink, double radius)
    {
        if (Math.Abs(radius) < 0.05)
            return ink;
        var paper = radius < 0 ? 1f : 0f;
        var grown = new Plane(ink.Width, ink.Height);
        var reach = (int)Math.Ceiling(Math.Abs(radius));
        for (var dy = -reach; dy <= reach; dy++)
        for (var dx = -reach; dx <= reach; dx++)
        {
            // What grows reaches half a pixel beyond its middle, and covers the pixels at its new edge in part.
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

    /// <summary>Moves the centre of mass to the middle, by whole pixels.</summary>
    private static float[] Centred(float[] image)
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
