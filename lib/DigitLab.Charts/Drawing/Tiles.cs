namespace DigitLab.Charts.Drawing;

/// <summary>Equally large images in rows and columns, drawn as one picture whose gaps are whole pixels, so that every pixel is a sharp square.</summary>
internal sealed class Tiles
{
    private readonly byte[,] indices;
    private readonly int rows,
        columns,
        gap,
        below,
        across;
    private readonly double top,
        unit;

    private const double LineHeight = 15;

    /// <summary>Draws the images at the left edge, under what is there.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="images">Each [rows, columns], all of one size.</param>
    /// <param name="scale">The colours.</param>
    /// <param name="range">The values at the ends of the scale.</param>
    /// <param name="across">How many in a row; 0 chooses.</param>
    /// <param name="largest">The greatest width of one image.</param>
    /// <param name="captions">Text under each image, and its colour; broken into lines where it is too wide.</param>
    public Tiles(
        Svg svg,
        IReadOnlyList<float[,]> images,
        ColorScale scale,
        (double Low, double High) range,
        int across = 0,
        double largest = 110,
        IReadOnlyList<(string Text, string? Color)>? captions = null
    )
    {
        (rows, columns) = SizeOf(images);
        captions = captions?.Any(caption => caption.Text.Length > 0) == true ? captions : [];
        this.across = Math.Min(across > 0 ? across : Across(images.Count, captions), images.Count);
        (top, gap) = (svg.Height, Math.Max(1, columns / 10));
        var (down, wide) = ((images.Count + this.across - 1) / this.across, this.across * (columns + gap) - gap);
        unit = Math.Min(svg.Width / wide, largest / columns);
        var lines = captions
            .Select(caption => Svg.Wrap(caption.Text, TileWidth + 4, Svg.SmallSize).ToArray())
            .ToArray();
        var label = captions.Count > 0 ? 5 + LineHeight * lines.Max(those => those.Length) : 0;
        below = Math.Max(gap, (int)Math.Ceiling(label / unit));
        indices = IndexedImage.Blank(down * (rows + below) - (label > 0 ? 0 : below), wide);
        for (var i = 0; i < images.Count; i++)
        for (var row = 0; row < rows; row++)
        for (var column = 0; column < columns; column++)
            if (images[i][row, column] is var value && !float.IsNaN(value))
                indices[i / this.across * (rows + below) + row, i % this.across * (columns + gap) + column] =
                    ColorScale.Index(value, range.Low, range.High);
        svg.Image(0, top, wide * unit, indices.GetLength(0) * unit, indices, scale);
        for (var i = 0; i < captions.Count; i++)
        for (var line = 0; line < lines[i].Length; line++)
        {
            var text = Svg.Fit(lines[i][line], TileWidth + 4, Svg.SmallSize);
            var y = Y(i) + TileHeight + 14 + line * LineHeight;
            svg.Text(X(i) + TileWidth / 2, y, text, Svg.SmallSize, "middle", captions[i].Color);
        }

        // A faint frame, since a white image on a white page has no edge.
        var frames = images.Select((_, i) => Svg.Of($"M{X(i)} {Y(i)}h{TileWidth}v{TileHeight}h{-TileWidth}z"));
        svg.Path(string.Concat(frames), opacity: 0.25);
        svg.Height += indices.GetLength(0) * unit;
    }

    public double TileWidth => columns * unit;
    public double TileHeight => rows * unit;

    public double X(int index) => index % across * (columns + gap) * unit;

    public double Y(int index) => top + index / across * (rows + below) * unit;

    /// <summary>From 5 to 10 in a row, so that the last row is as full as can be; fewer where captions need more than two lines.</summary>
    private static int Across(int count, IReadOnlyList<(string Text, string? Color)> captions)
    {
        var across = count <= 6 ? count : Enumerable.Range(5, 6).Reverse().MinBy(n => (n - count % n) % n);
        while (across > 3 && captions.Any(caption => Svg.Wrap(caption.Text, 460.0 / across, Svg.SmallSize).Count() > 2))
            across--;
        var down = (count + across - 1) / across;
        return (count + down - 1) / down;
    }

    /// <summary>The one size of all images.</summary>
    public static (int Rows, int Columns) SizeOf(IReadOnlyList<float[,]> images)
    {
        var (rows, columns) = (images[0].GetLength(0), images[0].GetLength(1));
        if (rows == 0 || columns == 0)
            throw new ArgumentException($"There is nothing to draw: an image of {rows}x{columns} pixels.");
        for (var i = 1; i < images.Count; i++)
            if (images[i].GetLength(0) != rows || images[i].GetLength(1) != columns)
                throw new ArgumentException(
                    $"Images in one grid have one size: the first is {rows}x{columns}, number {i} is {images[i].GetLength(0)}x{images[i].GetLength(1)}."
                );
        return (rows, columns);
    }

    /// <summary>The smallest and the largest finite value of all.</summary>
    public static (double Low, double High) RangeOf(IEnumerable<float[,]> images)
    {
        var (low, high) = (double.PositiveInfinity, double.NegativeInfinity);
        foreach (var image in images)
        foreach (var value in image)
            if (float.IsFinite(value))
                (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return low > high ? (0, 1) : (low, high);
    }

    /// <summary>The range from −m to m that holds all values; zero is its middle.</summary>
    public static (double Low, double High) SignedRangeOf(IEnumerable<float[,]> images)
    {
        var (low, high) = RangeOf(images);
        var most = Math.Max(Math.Abs(low), Math.Abs(high));
        return most == 0 ? (-1, 1) : (-most, most);
    }
}
