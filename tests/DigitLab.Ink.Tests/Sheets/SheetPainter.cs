using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests.Sheets;

/// <summary>What lies on a sheet: a digit of pen strokes, or an image of one to be inked.</summary>
/// <param name="Label">The digit.</param>
/// <param name="Image">28 x 28, 0 is paper and 1 is ink; null: the library's hand writes it.</param>
internal sealed record Glyph(int Label, float[]? Image = null);

/// <summary>A photo, and what is written on it.</summary>
/// <param name="Planes">Red, green and blue, 0 to 255 each.</param>
/// <param name="Lines">The digits, line by line.</param>
/// <param name="Centres">Where the middle of each digit is, in pixels, in the same order.</param>
internal sealed record PaintedSheet(
    int Width,
    int Height,
    byte[][] Planes,
    Glyph[][] Lines,
    (double X, double Y)[] Centres
)
{
    public string Labels => string.Join(' ', Lines.Select(line => string.Concat(line.Select(glyph => glyph.Label))));
}

/// <summary>
/// Paints photographs of handwriting: a sheet on a desk, lit from one side, written on with some pen, photographed a
/// little askew by a phone whose lens is soft and whose sensor is noisy.
/// </summary>
internal sealed class SheetPainter
{
    private const double Turn = Math.PI / 180;

    private readonly int width,
        height;
    private readonly SheetStyle style;
    private readonly float[][] light; // reflected light, linear: red, green, blue
    private readonly float[] ink;
    private readonly Noise fibre,
        grain;
    private SplitMix64 random;

    private SheetPainter(ulong seed, SheetStyle? style)
    {
        random = new SplitMix64(seed * 7919 + 17);
        this.style = style ?? SheetStyle.Draw(ref random);
        (width, height) = this.style.IsUpright ? (900, 1200) : (1200, 900);
        light = [new float[width * height], new float[width * height], new float[width * height]];
        ink = new float[width * height];
        (fibre, grain) = (new Noise(random.Next()), new Noise(random.Next()));
    }

    /// <summary>A sheet of digits that the library's hand writes.</summary>
    public static PaintedSheet Paint(ulong seed, SheetStyle? style = null)
    {
        var painter = new SheetPainter(seed, style);
        var random = new SplitMix64(seed * 31 + 5);
        var lines = new Glyph[painter.style.Lines][];
        for (var i = 0; i < lines.Length; i++)
            lines[i] =
            [
                .. Enumerable
                    .Range(0, painter.style.PerLine - random.Below(2))
                    .Select(_ => new Glyph(random.Below(10))),
            ];
        return painter.Paint(lines);
    }

    /// <summary>A sheet of given digits, as many in each line but the last as the style says.</summary>
    public static PaintedSheet Paint(ulong seed, IReadOnlyList<Glyph> glyphs, SheetStyle style) =>
        new SheetPainter(seed, style).Paint([.. glyphs.Chunk(style.PerLine)]);

    private PaintedSheet Paint(Glyph[][] lines)
    {
        var centres = Write(lines);
        PaintSurfaces();
        LightUp();
        return new(width, height, Expose(), lines, centres);
    }

    // From the sheet (-1 to 1 across, as many units down as its proportions say) to the photo.
    private (double X, double Y) OnPhoto(double u, double v)
    {
        var depth = 1 + style.TiltX * u + style.TiltY * v;
        double x = (u * Math.Cos(style.Angle) - v * Math.Sin(style.Angle)) / depth,
            y = (u * Math.Sin(style.Angle) + v * Math.Cos(style.Angle)) / depth;
        return (width * (0.5 + style.ShiftX) + x * Unit, height * (0.5 + style.ShiftY) + y * Unit);
    }

    private (double U, double V) OnSheet(double x, double y)
    {
        double px = (x - width * (0.5 + style.ShiftX)) / Unit,
            py = (y - height * (0.5 + style.ShiftY)) / Unit;
        double u = px * Math.Cos(style.Angle) + py * Math.Sin(style.Angle),
            v = -px * Math.Sin(style.Angle) + py * Math.Cos(style.Angle);
        var depth = 1 - style.TiltX * u - style.TiltY * v;
        return (u / depth, v / depth);
    }

    private double Unit => style.SheetSize * width / 2;

    private double SheetDepth => (double)height / width;

    private (double X, double Y)[] Write(Glyph[][] lines)
    {
        var hand = new Hand();
        var centres = new List<(double, double)>();
        var across = lines.Select(line => line.Length).DefaultIfEmpty(0).Max();
        // A cell for each digit, and margins.
        var room = 1.72 * Math.Min(1, 0.95 / style.SheetSize);
        double cellWidth = room / Math.Max(across, 4),
            cellHeight = room * SheetDepth / Math.Max(lines.Length, 2);
        var size = style.DigitSize * Math.Min(cellHeight, 1.5 * cellWidth);
        for (var row = 0; row < lines.Length; row++)
        {
            var drift = 0.05 * size * random.Bell();
            for (var column = 0; column < lines[row].Length; column++)
            {
                var glyph = lines[row][column];
                var own = size * (1 + style.Unsteady * random.Bell());
                double u = (column + 0.5 - across / 2.0) * cellWidth + 0.5 * style.Unsteady * cellWidth * random.Bell(),
                    v =
                        (row + 0.5 - lines.Length / 2.0) * cellHeight
                        + drift
                        + 0.3 * style.Unsteady * own * random.Bell();
                centres.Add(OnPhoto(u, v));
                if (glyph.Image is { } image)
                    InkImage(image, u, v, own * 1.4);
                else
                    InkStrokes(hand.Write(glyph.Label, ref random, style.Haste), u, v, own);
            }
        }
        return [.. centres];
    }

    private void InkStrokes(List<InkPoint> line, double u, double v, double size)
    {
        double left = line.Min(p => p.X),
            right = line.Max(p => p.X),
            top = line.Min(p => p.Y),
            bottom = line.Max(p => p.Y);
        var scale = size / Math.Max(bottom - top, 0.8 * (right - left));
        (double X, double Y) Place(InkPoint p)
        {
            double y = (p.Y - (top + bottom) / 2) * scale,
                x = (p.X - (left + right) / 2) * scale - style.Slant * y;
            return OnPhoto(u + x, v + y);
        }
        var halfWidth = style.PenWidth * size * Unit / 2;
        for (var i = 0; i < line.Count; i++)
        {
            var from = line[i].StartsStroke ? line[i] : line[i - 1];
            // Now and then a ballpoint does not write.
            if (style.Skips > 0 && random.Chance(style.Skips))
                continue;
            Capsule(Place(from), Place(line[i]), halfWidth * from.Pressure, halfWidth * line[i].Pressure);
        }
    }

    private void Capsule((double X, double Y) a, (double X, double Y) b, double from, double to)
    {
        var reach = Math.Max(from, to) + 1;
        double dx = b.X - a.X,
            dy = b.Y - a.Y,
            perLength = 1 / Math.Max(dx * dx + dy * dy, 1e-9);
        for (var y = Clip(Math.Min(a.Y, b.Y) - reach, height); y < Clip(Math.Max(a.Y, b.Y) + reach + 1, height); y++)
        for (var x = Clip(Math.Min(a.X, b.X) - reach, width); x < Clip(Math.Max(a.X, b.X) + reach + 1, width); x++)
        {
            double px = x + 0.5 - a.X,
                py = y + 0.5 - a.Y;
            var t = Math.Clamp((px * dx + py * dy) * perLength, 0, 1);
            var distance = Math.Sqrt((px - t * dx) * (px - t * dx) + (py - t * dy) * (py - t * dy));
            var cover = (float)Math.Clamp(from + t * (to - from) - distance + 0.5, 0, 1);
            ref var here = ref ink[y * width + x];
            here = Math.Max(here, cover);
        }
    }

    /// <summary>An image enlarged, with the edges that a pen would give it.</summary>
    private void InkImage(float[] image, double u, double v, double size)
    {
        var (centreX, centreY) = OnPhoto(u, v);
        var reach = size * Unit;
        for (var y = Clip(centreY - reach, height); y < Clip(centreY + reach, height); y++)
        for (var x = Clip(centreX - reach, width); x < Clip(centreX + reach, width); x++)
        {
            var (su, sv) = OnSheet(x + 0.5, y + 0.5);
            double column = ((su - u) / size + 0.5) * 28 - 0.5,
                row = ((sv - v) / size + 0.5) * 28 - 0.5;
            if (column <= -1 || row <= -1 || column >= 28 || row >= 28)
                continue;
            int c = (int)Math.Floor(column),
                r = (int)Math.Floor(row);
            double level = 0;
            for (var i = 0; i < 4; i++)
                if (r + i / 2 is >= 0 and < 28 and var rr && c + i % 2 is >= 0 and < 28 and var cc)
                    level += image[rr * 28 + cc] * (1 - Math.Abs(column - cc)) * (1 - Math.Abs(row - rr));
            ref var here = ref ink[y * width + x];
            here = Math.Max(here, (float)Math.Clamp((level - 0.45) * 1.6 + 0.5, 0, 1));
        }
    }

    private void PaintSurfaces()
    {
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
        {
            var (u, v) = OnSheet(x + 0.5, y + 0.5);
            var at = y * width + x;
            // Negative inside of the sheet, in pixels.
            var outside = Math.Max(Math.Abs(u) - 1, Math.Abs(v) - SheetDepth) * Unit;
            var onSheet = (float)Math.Clamp(0.5 - outside, 0, 1);
            var paper = 1 + 0.03 * fibre.Octaves(u * 60, v * 60, 3) + 0.02 * fibre.At(u * 4, v * 4);
            var rule = (float)(style.RuleStrength * Rule(u, v));
            var wood = 1 + style.DeskContrast * grain.Octaves(u * 3 + 0.3 * grain.At(u * 2, v * 2), v * 45, 4);
            // The sheet casts a narrow shadow on the desk.
            var near = outside > 0 ? 1 - 0.45 * Math.Exp(-outside / 9) : 1;
            var alpha = InkAt(at, u, v);
            for (var c = 0; c < 3; c++)
            {
                var sheet = (float)(style.Paper[c] * paper) * (1 - rule * (1 - style.Rule[c]));
                sheet *= 1 - alpha * (1 - style.Ink[c]);
                var desk = (float)(style.Desk[c] * wood * near);
                light[c][at] = Math.Max(0.003f, desk + onSheet * (sheet - desk));
            }
        }
    }

    /// <summary>How much of the ink is on the paper: a pencil leaves the valleys of the fibre white, a ballpoint is streaky.</summary>
    private float InkAt(int at, double u, double v)
    {
        if (ink[at] == 0)
            return 0;
        var texture = 0.5 + 0.5 * fibre.Octaves(u * 170, v * 170, 2);
        return ink[at] * (float)Math.Clamp(style.Opacity * (1 - style.Streaks * texture), 0, 1);
    }

    private double Rule(double u, double v)
    {
        if (style.RuleStep == 0)
            return 0;
        var half = 0.7 / Unit;
        double Line(double at) =>
            Math.Clamp((half - Math.Abs(at - Math.Round(at / style.RuleStep) * style.RuleStep)) * Unit + 0.5, 0, 1);
        return style.IsSquared ? Math.Max(Line(u), Line(v)) : Line(v);
    }

    private void LightUp()
    {
        var blobs = new Noise(random.Next());
        for (var y = 0; y < height; y++)
        for (var x = 0; x < width; x++)
        {
            double dx = (double)x / width - 0.5,
                dy = (double)y / width - 0.5 * height / width;
            var side = dx * Math.Cos(style.LightFrom) + dy * Math.Sin(style.LightFrom);
            var level = 1 + style.LightFall * side * 1.6;
            level *= 1 - style.Vignette * 2 * (dx * dx + dy * dy);
            // A soft shadow, of a hand or of the phone: its edge is a wavy line.
            var edge =
                dx * Math.Cos(style.ShadowFrom)
                + dy * Math.Sin(style.ShadowFrom)
                - style.ShadowAt
                + 0.12 * blobs.At(x / 260.0, y / 260.0);
            level *= 1 - style.Shadow / (1 + Math.Exp(-edge / style.ShadowSoftness));
            level *= style.Exposure;
            for (var c = 0; c < 3; c++)
                light[c][y * width + x] *= (float)(level * style.Balance[c]);
        }
    }

    /// <summary>Lens, sensor, and the curve by which light becomes levels (IEC 61966-2-1, sRGB).</summary>
    private byte[][] Expose()
    {
        var planes = new byte[3][];
        foreach (var plane in light)
            Blur(plane, style.Blur);
        // Noise of the sensor is alike in all colours for the most part, and smoothed by the camera.
        var common = Grain(1.0);
        for (var c = 0; c < 3; c++)
        {
            planes[c] = new byte[width * height];
            var own = Grain(2.0);
            for (var i = 0; i < planes[c].Length; i++)
            {
                var linear = Math.Clamp(light[c][i], 0, 1);
                var level = linear <= 0.0031308 ? 12.92 * linear : 1.055 * Math.Pow(linear, 1 / 2.4) - 0.055;
                var noise = style.Noise * (1.3 - 0.6 * level) * (common[i] + 0.5 * own[i]);
                planes[c][i] = (byte)Math.Clamp(255 * level + noise + 0.5, 0, 255);
            }
        }
        return planes;
    }

    private float[] Grain(double blur)
    {
        var values = new float[width * height];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)random.Bell();
        Blur(values, 0.6 * blur);
        var deviation = Math.Sqrt(values.Average(v => (double)v * v));
        for (var i = 0; i < values.Length; i++)
            values[i] /= (float)deviation;
        return values;
    }

    private void Blur(float[] plane, double sigma)
    {
        var reach = (int)Math.Ceiling(2.5 * sigma);
        var weights = Enumerable
            .Range(-reach, 2 * reach + 1)
            .Select(i => (float)Math.Exp(-i * i / (2 * sigma * sigma)))
            .ToArray();
        var sum = weights.Sum();
        weights = [.. weights.Select(weight => weight / sum)];
        var line = new float[Math.Max(width, height)];
        for (var y = 0; y < height; y++)
            Filter(y * width, 1, width);
        for (var x = 0; x < width; x++)
            Filter(x, width, height);

        void Filter(int start, int step, int count)
        {
            for (var i = 0; i < count; i++)
                line[i] = plane[start + i * step];
            for (var i = 0; i < count; i++)
            {
                var value = 0f;
                for (var k = -reach; k <= reach; k++)
                    value += weights[k + reach] * line[Math.Clamp(i + k, 0, count - 1)];
                plane[start + i * step] = value;
            }
        }
    }

    private static int Clip(double value, int limit) => (int)Math.Clamp(value, 0, limit);
}

/// <summary>Smooth random numbers over the plane, from about -1 to 1.</summary>
internal sealed class Noise(ulong seed)
{
    public double At(double x, double y)
    {
        double left = Math.Floor(x),
            top = Math.Floor(y);
        double tx = Ease(x - left),
            ty = Ease(y - top);
        double upper = Value(left, top) + tx * (Value(left + 1, top) - Value(left, top)),
            lower = Value(left, top + 1) + tx * (Value(left + 1, top + 1) - Value(left, top + 1));
        return upper + ty * (lower - upper);
    }

    public double Octaves(double x, double y, int count)
    {
        double sum = 0,
            weight = 1;
        for (var i = 0; i < count; i++, weight /= 2, x = 2 * x + 7.3, y = 2 * y + 1.9)
            sum += weight * At(x, y);
        return sum / 1.5;
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);

    private double Value(double x, double y) => SplitMix64.ForItem(seed, (long)x * 0x1F1F1F1F + (long)y).Uniform(-1, 1);
}
