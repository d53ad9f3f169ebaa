namespace DigitLab.Charts.Drawing;

/// <summary>One image in a drawing, and where its pixels are.</summary>
internal sealed class Pixels
{
    private readonly Svg svg;
    private readonly int rows,
        columns;

    /// <summary>
    /// Draws the image with a caption above it and a dashed margin of <paramref name="padding"/> pixels around it.
    /// <paramref name="signed"/>: by the diverging scale, else as ink if no value is negative;
    /// <paramref name="shown"/> says which pixels are there yet.
    /// </summary>
    public Pixels(
        Svg svg,
        (double Left, double Top) place,
        double unit,
        float[,] image,
        string caption,
        bool signed = true,
        int padding = 0,
        Func<int, int, bool>? shown = null
    )
    {
        (this.svg, Unit, rows, columns) = (svg, unit, image.GetLength(0), image.GetLength(1));
        var (head, margin) = (place.Top + 20, padding * unit);
        (Left, Top, Bottom) = (place.Left + margin, head + margin, head + Height + 2 * margin);
        var scale = signed ? ColorScale.Diverging : ScaleOf(image);
        var (low, high) = scale == ColorScale.Ink ? Tiles.RangeOf([image]) : Tiles.SignedRangeOf([image]);
        var indices = IndexedImage.Blank(rows, columns);
        for (var row = 0; row < rows; row++)
        for (var column = 0; column < columns; column++)
            if (shown is null || shown(row, column))
                indices[row, column] = ColorScale.Index(image[row, column], low, high);
        svg.Text(place.Left, place.Top + 13, caption, Svg.SmallSize);
        svg.Image(Left, Top, Width, Height, indices, scale);
        svg.Rect(Left, Top, Width, Height, null, "currentColor", 0.5);
        var (x, y, w, h) = (place.Left, head, Width + 2 * margin, Height + 2 * margin);
        if (padding > 0)
            svg.Path(Svg.Of($"M{x} {y}h{w}v{h}h{-w}z"), opacity: 0.5, dash: "3 3");
    }

    public double Left { get; }
    public double Top { get; }
    public double Unit { get; }
    public double Width => columns * Unit;
    public double Height => rows * Unit;

    /// <summary>The lower edge, with the margin.</summary>
    public double Bottom { get; }

    /// <summary>Frames some pixels.</summary>
    public void Frame(int row, int column, int rows, int columns) =>
        svg.Rect(
            Left + column * Unit,
            Top + row * Unit,
            columns * Unit,
            rows * Unit,
            null,
            Palette.Focus,
            Math.Clamp(Unit / 2, 1.5, 3)
        );

    /// <summary>The scale that fits: ink for an image without negative values, else the signed one.</summary>
    public static ColorScale ScaleOf(float[,] image) =>
        Tiles.RangeOf([image]).Low < 0 ? ColorScale.Diverging : ColorScale.Ink;
}
