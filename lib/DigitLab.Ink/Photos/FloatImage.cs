namespace DigitLab.Ink.Photos;

/// <summary>An image of floats, one channel.</summary>
internal sealed class FloatImage(int width, int height)
{
    public int Width { get; } = width;
    public int Height { get; } = height;
    public float[] Values { get; } = new float[width * height];

    public Span<float> Row(int y) => Values.AsSpan(y * Width, Width);

    /// <summary>Box downsampling: the mean of each square of <paramref name="side"/> pixels, cropped at the right and lower edge.</summary>
    public FloatImage Reduced(int side)
    {
        var result = new FloatImage((Width + side - 1) / side, (Height + side - 1) / side);
        for (var y = 0; y < result.Height; y++)
        {
            var sums = result.Row(y);
            var rows = Math.Min(side, Height - y * side);
            for (var row = y * side; row < y * side + rows; row++)
            {
                var line = Row(row);
                for (var x = 0; x < line.Length; x++)
                    sums[x / side] += line[x];
            }
            for (var x = 0; x < sums.Length; x++)
                sums[x] /= rows * Math.Min(side, Width - x * side);
        }
        return result;
    }

    /// <summary>A 3 x 3 binomial filter (1 2 1 in both directions), which reduces a photo's noise.</summary>
    public FloatImage Smoothed()
    {
        var result = new FloatImage(Width, Height);
        for (var y = 0; y < Height; y++)
        {
            Span<float> above = Row(Math.Max(y - 1, 0)),
                here = Row(y),
                below = Row(Math.Min(y + 1, Height - 1)),
                to = result.Row(y);
            var middle = above[0] + 2 * here[0] + below[0];
            var left = middle;
            for (var x = 0; x < to.Length; x++)
            {
                var next = Math.Min(x + 1, to.Length - 1);
                var right = above[next] + 2 * here[next] + below[next];
                to[x] = (left + 2 * middle + right) / 16;
                (left, middle) = (middle, right);
            }
        }
        return result;
    }

    /// <summary>Bilinear interpolation; clamped at the edges.</summary>
    /// <param name="x">Pixels from the left edge; the first pixel's centre is at 0.5.</param>
    /// <param name="y">Pixels from the upper edge.</param>
    public float At(float x, float y)
    {
        (x, y) = (Math.Clamp(x - 0.5f, 0, Width - 1), Math.Clamp(y - 0.5f, 0, Height - 1));
        var (left, top) = ((int)x, (int)y);
        var (right, bottom) = (Math.Min(left + 1, Width - 1), Math.Min(top + 1, Height - 1));
        var (partX, partY) = (x - left, y - top);
        Span<float> upper = Row(top),
            lower = Row(bottom);
        return (upper[left] * (1 - partX) + upper[right] * partX) * (1 - partY)
            + (lower[left] * (1 - partX) + lower[right] * partX) * partY;
    }

    /// <summary>The largest value (or, with <paramref name="sign"/> -1, the smallest) in the square around each pixel.</summary>
    public FloatImage Extremes(int radius, int sign)
    {
        var across = new FloatImage(Width, Height);
        for (var y = 0; y < Height; y++)
            Extremes(Row(y), across.Row(y), radius, sign);
        var result = new FloatImage(Width, Height);
        var (column, best) = (new float[Height], new float[Height]);
        for (var x = 0; x < Width; x++)
        {
            for (var y = 0; y < Height; y++)
                column[y] = across.Values[y * Width + x];
            Extremes(column, best, radius, sign);
            for (var y = 0; y < Height; y++)
                result.Values[y * Width + x] = best[y];
        }
        return result;
    }

    private static void Extremes(ReadOnlySpan<float> line, Span<float> best, int radius, int sign)
    {
        for (var i = 0; i < line.Length; i++)
        {
            var (from, to) = (Math.Max(0, i - radius), Math.Min(line.Length, i + radius + 1));
            var most = line[from];
            for (var j = from + 1; j < to; j++)
                if (sign * line[j] > sign * most)
                    most = line[j];
            best[i] = most;
        }
    }
}
