namespace DigitLab.Ink.Writing;

/// <summary>
/// A smooth random displacement of a box 100 wide and 140 high: uniform cubic B-splines over a coarse grid. The elastic
/// distortion of Simard, Steinkraus and Platt ("Best practices for convolutional neural networks", 2003), who smooth
/// noise instead.
/// </summary>
internal sealed class ElasticField
{
    private const int Columns = 6,
        Rows = 7;
    private const double Cell = 40,
        Left = -50,
        Top = -50;

    // What the splines leave of the standard deviation of the grid's values, on average over the box: 151/315.
    private const double Smoothing = 151.0 / 315;

    private readonly double[] gridX = new double[Rows * Columns];
    private readonly double[] gridY = new double[Rows * Columns];

    /// <summary>Draws a new field.</summary>
    /// <param name="strength">The standard deviation of the displacement in each direction.</param>
    /// <param name="random">Where the numbers come from.</param>
    public void Draw(double strength, ref SplitMix64 random)
    {
        for (var i = 0; i < gridX.Length; i++)
        {
            gridX[i] = strength / Smoothing * random.Bell();
            gridY[i] = strength / Smoothing * random.Bell();
        }
    }

    /// <summary>By how much the field moves a point.</summary>
    public (double X, double Y) At(double x, double y)
    {
        Span<double> weightsX = stackalloc double[4];
        Span<double> weightsY = stackalloc double[4];
        var column = Locate(x - Left, Columns, weightsX);
        var row = Locate(y - Top, Rows, weightsY);
        double moveX = 0,
            moveY = 0;
        for (var r = 0; r < 4; r++)
        for (var c = 0; c < 4; c++)
        {
            var weight = weightsY[r] * weightsX[c];
            var at = (row + r) * Columns + column + c;
            moveX += weight * gridX[at];
            moveY += weight * gridY[at];
        }
        return (moveX, moveY);
    }

    /// <summary>The first of the four grid lines that matter, and the B-spline weights of the four.</summary>
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
