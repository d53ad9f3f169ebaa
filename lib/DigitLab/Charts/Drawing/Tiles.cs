using System.Text;

namespace DigitLab.Charts.Drawing;

/// <summary>Equally large images in rows and columns, drawn as one picture whose gaps are whole pixels, so that every pixel is a sharp square.</summary>
internal sealed class Tiles
{
    private readonly int rows,
        columns,
        gap,
        below,
        count;

    private Tiles(byte[,] indices, int rows, int columns, int gap, int below, int count, int across) =>
        (Indices, this.rows, this.columns, this.gap, this.below, this.count, Across) = (
            indices,
            rows,
            columns,
            gap,
            below,
            count,
            across
        );

    /// <summary>The whole picture.</summary>
    public byte[,] Indices { get; }

    /// <summary>How many images stand in a row.</summary>
    public int Across { get; }

    /// <summary>How large a pixel is in the drawing, and where the first one is.</summary>
    public double Unit { get; private set; }

    /// <inheritdoc cref="Unit"/>
    public double Left { get; private set; }

    /// <inheritdoc cref="Unit"/>
    public double Top { get; private set; }

    public double TileWidth => columns * Unit;
    public double TileHeight => rows * Unit;
    public double Bottom => Top + Indices.GetLength(0) * Unit;

    public double X(int index) => Left + Column(index) * Unit;

    public double Y(int index) => Top + Row(index) * Unit;

    /// <summary>The image's first column and row in the whole picture.</summary>
    public int Column(int index) => index % Across * (columns + gap);

    /// <inheritdoc cref="Column"/>
    public int Row(int index) => index / Across * (rows + below);

    /// <summary>Draws the images.</summary>
    /// <param name="svg">Where to.</param>
    /// <param name="images">Each [rows, columns], all of one size.</param>
    /// <param name="scale">The colours.</param>
    /// <param name="range">The values at the ends of the scale.</param>
    /// <param name="across">How many in a row.</param>
    /// <param name="left">The left edge.</param>
    /// <param name="width">The room.</param>
    /// <param name="largest">The greatest width of one image.</param>
    /// <param name="label">The room under each row of images, for text.</param>
    public static Tiles Draw(
        Svg svg,
        IReadOnlyList<float[,]> images,
        ColorScale scale,
        (double Low, double High) range,
        int across,
        double left,
        double width,
        double largest,
        double label = 0
    )
    {
        var (rows, columns) = SizeOf(images);
        across = Math.Min(across, images.Count);
        var down = (images.Count + across - 1) / across;
        var gap = Math.Max(1, columns / 10);
        var unit = Math.Min(width / (across * columns + (across - 1) * gap), largest / columns);
        var below = Math.Max(gap, (int)Math.Ceiling(label / unit));
        var indices = new byte[down * (rows + below) - (label > 0 ? 0 : below), across * columns + (across - 1) * gap];
        foreach (
            ref var index in System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref indices[0, 0], indices.Length)
        )
            index = Png.Nothing;
        var tiles = new Tiles(indices, rows, columns, gap, below, images.Count, across)
        {
            Unit = unit,
            Left = left,
            Top = svg.Height,
        };
        for (var i = 0; i < images.Count; i++)
        for (var row = 0; row < rows; row++)
        for (var column = 0; column < columns; column++)
            if (images[i][row, column] is var value && !float.IsNaN(value))
                indices[tiles.Row(i) + row, tiles.Column(i) + column] = ColorScale.Index(value, range.Low, range.High);
        svg.Image(left, svg.Height, indices.GetLength(1) * unit, indices.GetLength(0) * unit, indices, scale);
        svg.Height = tiles.Bottom;
        tiles.Frame(svg);
        return tiles;
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

    /// <summary>A faint frame, since a white image on a white page has no edge.</summary>
    private void Frame(Svg svg)
    {
        var path = new StringBuilder();
        var (width, height) = (Numbers.Coordinate(TileWidth), Numbers.Coordinate(TileHeight));
        for (var i = 0; i < count; i++)
            path.Append($"M{Numbers.Coordinate(X(i))} {Numbers.Coordinate(Y(i))}h{width}v{height}h-{width}z");
        svg.Path(path.ToString(), opacity: 0.25);
    }
}
