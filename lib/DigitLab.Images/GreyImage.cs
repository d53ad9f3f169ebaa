namespace DigitLab.Images;

/// <summary>The luminance of a picture.</summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Levels">Width x Height levels, row by row: 0 is black, 255 is white.</param>
internal sealed record GreyImage(int Width, int Height, byte[] Levels)
{
    /// <summary>The picture in upright orientation.</summary>
    /// <param name="orientation">EXIF's tag 0x0112: 1 upright, 2 to 8 mirrored or rotated by quarter turns; other values mean 1.</param>
    public GreyImage Oriented(int orientation)
    {
        if (orientation is < 2 or > 8)
            return this;
        var turned = orientation >= 5;
        var (width, height) = turned ? (Height, Width) : (Width, Height);
        var levels = new byte[Levels.Length];
        // Where the first pixel comes from, and how far the next one to the right and below are in the source.
        var (first, right, down) = orientation switch
        {
            2 => (Width - 1, -1, Width),
            3 => (Levels.Length - 1, -1, -Width),
            4 => (Levels.Length - Width, 1, -Width),
            5 => (0, Width, 1),
            6 => (Levels.Length - Width, -Width, 1),
            7 => (Levels.Length - 1, -Width, -1),
            _ => (Width - 1, Width, -1),
        };
        for (var y = 0; y < height; y++)
        for (int x = 0, from = first + y * down; x < width; x++, from += right)
            levels[y * width + x] = Levels[from];
        return new(width, height, levels);
    }

    /// <summary>The negative.</summary>
    public GreyImage Inverted() => this with { Levels = Array.ConvertAll(Levels, level => (byte)(255 - level)) };

    /// <summary>Box downsampling until the longer side has at most <paramref name="longest"/> pixels.</summary>
    public GreyImage Shrunk(int longest)
    {
        var side = (Math.Max(Width, Height) + longest - 1) / longest;
        // What is left over at the right and lower edge is less than a pixel of the result.
        var (width, height) = (Width / side, Height / side);
        if (side == 1 || width == 0 || height == 0)
            return this;
        var levels = new byte[width * height];
        var sums = new int[width];
        for (var y = 0; y < height; y++)
        {
            Array.Clear(sums);
            for (var row = y * side; row < (y + 1) * side; row++)
            {
                var line = Levels.AsSpan(row * Width, width * side);
                for (int x = 0, at = 0; x < width; x++)
                for (var i = 0; i < side; i++)
                    sums[x] += line[at++];
            }
            for (var x = 0; x < width; x++)
                levels[y * width + x] = (byte)((sums[x] + side * side / 2) / (side * side));
        }
        return new(width, height, levels);
    }
}
