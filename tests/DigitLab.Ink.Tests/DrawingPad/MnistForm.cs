namespace DigitLab.Ink.Tests.DrawingPad;

/// <summary>Strokes in MNIST's form, the slow way: 32 x 32 samples in every pixel.</summary>
internal static class MnistForm
{
    private const int Side = 28,
        Fine = 32;

    /// <param name="strokes">Lists of points: x, y, radius.</param>
    public static double[] Of(double[][][] strokes)
    {
        var points = strokes.SelectMany(stroke => stroke).ToList();
        double left = points.Min(p => p[0] - p[2]),
            right = points.Max(p => p[0] + p[2]),
            top = points.Min(p => p[1] - p[2]),
            bottom = points.Max(p => p[1] + p[2]);
        var scale = 20 / Math.Max(right - left, bottom - top);
        var share = new double[Side, Side];
        for (var y = 0; y < Side * Fine; y++)
        for (var x = 0; x < Side * Fine; x++)
        {
            var atX = ((x + 0.5) / Fine - 14) / scale + (left + right) / 2;
            var atY = ((y + 0.5) / Fine - 14) / scale + (top + bottom) / 2;
            if (strokes.Any(stroke => IsInked(stroke, atX, atY)))
                share[y / Fine, x / Fine] += 1.0 / (Fine * Fine);
        }
        double mass = 0,
            momentX = 0,
            momentY = 0;
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
        {
            mass += share[y, x];
            momentX += share[y, x] * (x + 0.5);
            momentY += share[y, x] * (y + 0.5);
        }
        int shiftX = (int)Math.Floor(14 - momentX / mass + 0.5),
            shiftY = (int)Math.Floor(14 - momentY / mass + 0.5);
        var image = new double[Side * Side];
        for (var y = 0; y < Side; y++)
        for (var x = 0; x < Side; x++)
            if (y - shiftY is >= 0 and < Side && x - shiftX is >= 0 and < Side)
                image[y * Side + x] = Math.Floor(255 * share[y - shiftY, x - shiftX] + 0.5) / 255;
        return image;
    }

    private static bool IsInked(double[][] stroke, double x, double y)
    {
        for (var i = 0; i < stroke.Length; i++)
        {
            var (a, b) = (stroke[Math.Max(0, i - 1)], stroke[i]);
            double dx = b[0] - a[0],
                dy = b[1] - a[1],
                length = dx * dx + dy * dy;
            var t = length == 0 ? 0 : Math.Clamp(((x - a[0]) * dx + (y - a[1]) * dy) / length, 0, 1);
            double rx = x - a[0] - t * dx,
                ry = y - a[1] - t * dy,
                radius = a[2] + t * (b[2] - a[2]);
            if (rx * rx + ry * ry <= radius * radius)
                return true;
        }
        return false;
    }
}
