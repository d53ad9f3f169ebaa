namespace DigitLab.Charts.Drawing;

/// <summary>One image in a drawing, and where its pixels are.</summary>
internal sealed class Pixels
{
    private readonly Svg svg;

    /// <summary>Draws the image with a caption above it and a dashed margin of <paramref name="padding"/> pixels around it;
    /// <paramref name="shown"/> says which pixels are there yet.</summary>
    public Pixels(
        Svg svg,
        double left,
        double top,
        double unit,
        float[,] image,
        ColorScale scale,
        string caption = "",
        int padding = 0,
        Func<int, int, bool>? shown = null
    )
    {
        var (head, margin) = (top + (caption.Length > 0 ? 20 : 0), padding * unit);
        (this.svg, Left, Top, Unit, Bottom) = (
            svg,
            left + margin,
            head + margin,
            unit,
            head + image.GetLength(0) * unit + 2 * margin
        );
        (Rows, Columns) = (image.GetLength(0), image.GetLength(1));
        var range = scale == ColorScale.Diverging ? Tiles.SignedRangeOf([image]) : Tiles.RangeOf([image]);
        var indices = new byte[Rows, Columns];
        for (var row = 0; row < Rows; row++)
        for (var column = 0; column < Columns; column++)
            indices[row, column] =
                shown is null || shown(row, column)
                    ? ColorScale.Index(image[row, column], range.Low, range.High)
                    : Png.Nothing;
        svg.Text(left, top + 13, caption, Svg.SmallSize);
        svg.Image(Left, Top, Width, Height, indices, scale);
        svg.Rect(Left, Top, Width, Height, stroke: "currentColor", strokeWidth: 0.5);
        if (padding > 0)
            svg.Path(
                $"M{Numbers.Coordinate(left)} {Numbers.Coordinate(head)}h{Numbers.Coordinate(Width + 2 * margin)}v{Numbers.Coordinate(Height + 2 * margin)}h-{Numbers.Coordinate(Width + 2 * margin)}z",
                opacity: 0.5,
                dash: "3 3"
            );
    }

    public double Left { get; }
    public double Top { get; }
    public double Unit { get; }
    public int Rows { get; }
    public int Columns { get; }
    public double Width => Columns * Unit;
    public double Height => Rows * Unit;

    /// <summary>The lower edge, with the margin.</summary>
    public double Bottom { get; }

    /// <summary>Frames some pixels.</summary>
    public void Frame(int row, int column, int rows, int columns) =>
        svg.Rect(
            Left + column * Unit,
            Top + row * Unit,
            columns * Unit,
            rows * Unit,
            stroke: Palette.Focus,
            strokeWidth: Math.Clamp(Unit / 2, 1.5, 3)
        );

    /// <summary>The scale that fits: ink for an image without negative values, else the signed one.</summary>
    public static ColorScale ScaleOf(float[,] image) =>
        Tiles.RangeOf([image]).Low < 0 ? ColorScale.Diverging : ColorScale.Ink;
}
