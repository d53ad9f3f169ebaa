namespace DigitLab.Ink.Writing;

/// <summary>Draws a line of ink into an image of MNIST's form.</summary>
/// <remarks>
/// As MNIST's makers did: the digit is scaled, keeping its proportions, so that its longer side is 20 pixels, and moved
/// by whole pixels so that its centre of mass is in the middle of the 28 x 28 (LeCun, Bottou, Bengio and Haffner, 1998).
/// Keeps its buffers: one per thread.
/// </remarks>
internal sealed class Pen
{
    public const int Side = 28;
    private const int Box = 20;

    private readonly float[] ink = new float[Side * Side];
    private double scale,
        offsetX,
        offsetY;

    // The nib: an ellipse, given by the linear map that makes a circle of it.
    private double nibXX,
        nibXY,
        nibYY;

    /// <summary>Draws <paramref name="line"/> into <paramref name="image"/> (28 x 28 grey levels, row by row).</summary>
    public void Draw(List<InkPoint> line, Span<byte> image, ref SplitMix64 random)
    {
        var radius = Radius(ref random);
        // Half the width of the edge from paper to ink, in pixels.
        var softness = random.Uniform(0.36, 0.55);
        ChooseNib(ref random);
        Fit(line, radius);

        Array.Clear(ink);
        for (var i = 0; i < line.Count; i++)
        {
            var from = line[i].StartsStroke ? line[i] : line[i - 1];
            Segment(from, line[i], radius, softness);
        }
        Centre(image, ref random);
    }

    /// <summary>The pen's half width in pixels: from a sharp pencil to a felt pen.</summary>
    private static double Radius(ref SplitMix64 random)
    {
        var thickness = random.Bell();
        return Math.Max(0.6, 1.18 + 0.34 * thickness + 0.07 * thickness * thickness);
    }

    private void ChooseNib(ref SplitMix64 random)
    {
        nibXX = 1 + 0.12 * random.Bell();
        nibYY = 1 + 0.12 * random.Bell();
        nibXY = 0.10 * random.Bell();
    }

    /// <summary>
    /// Chooses scale and offset so that the ink's box has a longer side of 20 pixels and its middle in the image's.
    /// </summary>
    private void Fit(List<InkPoint> line, double radius)
    {
        // How far the nib reaches to the right and downwards at full pressure.
        var determinant = nibXX * nibYY - nibXY * nibXY;
        double reachX = radius * Math.Sqrt(nibYY * nibYY + nibXY * nibXY) / determinant,
            reachY = radius * Math.Sqrt(nibXX * nibXX + nibXY * nibXY) / determinant;

        // The pen does not grow with the digit: Newton's method finds the scale at which both together fill the box.
        scale = 1;
        var size = Measure(line, 0, 0);
        scale = Box / size;
        for (var step = 0; step < 3; step++)
            scale -= (Measure(line, reachX, reachY) - Box) / size;
        Measure(line, reachX, reachY);
    }

    /// <summary>The longer side of the ink's box; moves the box's middle to the image's.</summary>
    private double Measure(List<InkPoint> line, double reachX, double reachY)
    {
        double left = double.MaxValue,
            top = double.MaxValue,
            right = double.MinValue,
            bottom = double.MinValue;
        foreach (var (x, y, pressure, _) in line)
        {
            left = Math.Min(left, scale * x - reachX * pressure);
            right = Math.Max(right, scale * x + reachX * pressure);
            top = Math.Min(top, scale * y - reachY * pressure);
            bottom = Math.Max(bottom, scale * y + reachY * pressure);
        }
        offsetX = Side / 2 - (left + right) / 2;
        offsetY = Side / 2 - (top + bottom) / 2;
        return Math.Max(right - left, bottom - top);
    }

    private void Segment(InkPoint from, InkPoint to, double radius, double softness)
    {
        double ax = offsetX + scale * from.X,
            ay = offsetY + scale * from.Y,
            bx = offsetX + scale * to.X,
            by = offsetY + scale * to.Y;
        double reach = radius * Math.Max(from.Pressure, to.Pressure) * 1.5 + 1;
        int x0 = Math.Max(0, (int)(Math.Min(ax, bx) - reach)),
            x1 = Math.Min(Side - 1, (int)(Math.Max(ax, bx) + reach)),
            y0 = Math.Max(0, (int)(Math.Min(ay, by) - reach)),
            y1 = Math.Min(Side - 1, (int)(Math.Max(ay, by) + reach));

        double dx = nibXX * (bx - ax) + nibXY * (by - ay),
            dy = nibXY * (bx - ax) + nibYY * (by - ay);
        var perLength = 1 / Math.Max(dx * dx + dy * dy, 1e-12);
        for (var y = y0; y <= y1; y++)
        for (var x = x0; x <= x1; x++)
        {
            double px = x + 0.5 - ax,
                py = y + 0.5 - ay;
            double qx = nibXX * px + nibXY * py,
                qy = nibXY * px + nibYY * py;
            var t = Math.Clamp((qx * dx + qy * dy) * perLength, 0, 1);
            double rx = qx - t * dx,
                ry = qy - t * dy;
            var halfWidth = radius * (from.Pressure + t * (to.Pressure - from.Pressure));
            var distance = Math.Sqrt(rx * rx + ry * ry);
            var coverage = (float)(0.5 + (halfWidth - distance) / (2 * softness));
            ref var here = ref ink[y * Side + x];
            if (coverage > here)
                here = coverage;
        }
    }

    private void Centre(Span<byte> image, ref SplitMix64 random)
    {
        var roughness = 0.16f * (float)random.Uniform();
        double mass = 0,
            atX = 0,
            atY = 0;
        for (var i = 0; i < ink.Length; i++)
        {
            // Paper is rough: edges are never perfectly smooth.
            if (ink[i] is > 0 and < 1.2f)
                ink[i] += roughness * (float)random.Bell();
            ink[i] = Math.Clamp(ink[i], 0, 1);
            mass += ink[i];
            atX += ink[i] * (i % Side + 0.5);
            atY += ink[i] * (i / Side + 0.5);
        }
        int shiftX = (int)Math.Floor(Side / 2 - atX / mass + 0.5),
            shiftY = (int)Math.Floor(Side / 2 - atY / mass + 0.5);
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
        {
            int fromX = x - shiftX,
                fromY = y - shiftY;
            var inside = fromX is >= 0 and < Side && fromY is >= 0 and < Side;
            image[y * Side + x] = inside ? (byte)(255 * ink[fromY * Side + fromX] + 0.5f) : (byte)0;
        }
    }
}
