using static TorchSharp.torch;

namespace DigitLab.Ink;

/// <summary>Digits drawn by hand: lines of ink on an image of MNIST's size.</summary>
public static class Strokes
{
    private const int Side = 28;

    /// <summary>Draws lines with a pen that is three pixels wide and fades at its edge.</summary>
    /// <param name="strokes">The points (x, y) of each stroke, in pixels from the upper left corner.</param>
    /// <returns>[1, 1, 28, 28], float32: 0 is paper and 1 is ink.</returns>
    /// <example><code>
    /// var seven = Strokes.Draw([(8, 5), (20, 5), (12, 24)], [(11, 14), (20, 14)]);
    /// </code></example>
    public static Tensor Draw(params (double X, double Y)[][] strokes)
    {
        var ink = new float[Side * Side];
        foreach (var stroke in strokes)
        foreach (var (from, to) in stroke.Zip(stroke.Skip(1)))
            for (var pixel = 0; pixel < ink.Length; pixel++)
            {
                var distance = Distance((pixel % Side + 0.5, pixel / Side + 0.5), from, to);
                ink[pixel] = Math.Max(ink[pixel], (float)Math.Clamp(2 - distance, 0, 1));
            }
        return tensor(ink, [1, 1, Side, Side]);
    }

    /// <summary>Of a point from the line between two others.</summary>
    private static double Distance((double X, double Y) point, (double X, double Y) from, (double X, double Y) to)
    {
        var (dx, dy) = (to.X - from.X, to.Y - from.Y);
        var along = (point.X - from.X) * dx + (point.Y - from.Y) * dy;
        var share = dx == 0 && dy == 0 ? 0 : Math.Clamp(along / (dx * dx + dy * dy), 0, 1);
        return double.Hypot(point.X - from.X - share * dx, point.Y - from.Y - share * dy);
    }
}
