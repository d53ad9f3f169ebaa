namespace DigitLab.Data.Synthetic;

/// <summary>
/// A smooth random displacement of the drawing's box (100 x 140): uniform cubic B-splines over a coarse grid, the
/// elastic distortion of Simard, Steinkraus and Platt ("Best practices for convolutional neural networks", 2003)
/// applied to the pen's path instead of to pixels.
/// </summary>
internal sealed class Warp
{
    private const int Columns = 6,
        Rows = 7;
    private const double Cell = 40,
        Left = -50,
        Top = -50;

    private readonly double[] dx = new double[Rows * Columns];
    private readonly double[] dy = new double[Rows * Columns];

    /// <summary>Draws a new field; <paramref name="strength"/> is the standard deviation at the grid's points.</summary>
    public void Draw(double strength, ref SplitMix64 random)
    {
        for (var i = 0; i < dx.Length; i++)
        {
            dx[i] = strength * random.Bell();
            dy[i] = strength * random.Bell();
        }
    }

    /// <summary>Where the field moves a point.</summary>
    public (double X, double Y) Move(double x, double y)
    {
        Span<double> wx = stackalloc double[4];
        Span<double> wy = stackalloc double[4];
        var column = Locate(x - Left, Columns, wx);
        var row = Locate(y - Top, Rows, wy);
        double mx = 0,
            my = 0;
        for (var r = 0; r < 4; r++)
        for (var c = 0; c < 4; c++)
        {
            var weight = wy[r] * wx[c];
            var at = (row + r) * Columns + column + c;
            mx += weight * dx[at];
            my += weight * dy[at];
        }
        return (x + 1.8 * mx, y + 1.8 * my);
    }

    /// <summary>The first of the four grid points that matter, and the B-spline weights of the four.</summary>
    private static int Locate(double distance, int count, Span<double> weights)
    {
        var position = Math.Clamp(distance / Cell, 0, count - 3.001);
        var cell = (int)position;
        double t = position - cell,
            s = 1 - t;
        weights[0] = s * s * s / 6;
        weights[1] = (4 - 6 * t * t + 3 * t * t * t) / 6;
        weights[2] = (4 - 6 * s * s + 3 * s * s * s) / 6;
        weights[3] = t * t * t / 6;
        return cell;
    }
}
