using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>One pixel of a feature map, with all numbers: patch × kernel, added up, + bias = value.</summary>
    /// <param name="image">[rows, columns], the input channel.</param>
    /// <param name="kernel">[rows, columns], the weights.</param>
    /// <param name="bias">Added to the sum.</param>
    /// <param name="row">The row of the pixel in the feature map, from 0.</param>
    /// <param name="column">Its column, from 0.</param>
    /// <param name="stride">The stride in pixels.</param>
    /// <param name="padding">Rows and columns of zeros on each side of the image.</param>
    /// <param name="title">The heading; by default the sum.</param>
    /// <exception cref="ArgumentException">The kernel does not fit the image, or the pixel is not in the feature map.</exception>
    public static Figure PixelExplained(
        float[,] image,
        float[,] kernel,
        float bias,
        int row,
        int column,
        int stride = 1,
        int padding = 0,
        string? title = null
    )
    {
        var map = new Correlation(image, kernel, bias, stride, padding);
        if (row < 0 || row >= map.Rows || column < 0 || column >= map.Columns)
            throw new ArgumentException(
                $"The feature map is {map.Rows}x{map.Columns}: it has no pixel ({row}, {column})."
            );
        var (products, value) = (map.Products(row, column), map.Output[row, column]);
        var sum = products.Cast<float>().Sum();
        var (height, width) = (kernel.GetLength(0), kernel.GetLength(1));
        var finding =
            $"{Numbers.Fixed(sum, 2)} {Signed(bias)} = {Numbers.Fixed(value, 2)}: pixel ({row}, {column}) of the feature map";
        var svg = new Svg(
            title ?? finding,
            $"The {height}×{width} pixels under the kernel times its weights add up to {Numbers.Short(sum)}; with the bias {Numbers.Short(bias)} the pixel in row {row}, column {column} of the {map.Rows}×{map.Columns} feature map is {Numbers.Short(value)}."
        );

        // Both pictures on one scale, with room for the padding.
        var unit = Math.Min(
            230.0 / Math.Max(image.GetLength(1) + 2 * padding, map.Columns),
            200.0 / Math.Max(image.GetLength(0) + 2 * padding, map.Rows)
        );
        var right = svg.Width / 2 + 25;
        var shape = $"input {image.GetLength(0)}×{image.GetLength(1)}";
        var input = new Pixels(svg, (0, svg.Height), unit, image, shape, signed: false, padding);
        var output = new Pixels(svg, (right, svg.Height), unit, map.Output, $"feature map {map.Rows}×{map.Columns}");
        var corner = map.Corner(row, column);
        input.Frame(corner.Row, corner.Column, height, width);
        output.Frame(row, column, 1, 1);
        svg.Height = Math.Max(input.Bottom, output.Bottom) + 16;

        var cell = Math.Min(46, 225.0 / Math.Max(height, width));
        var below = svg.Height;
        DrawNumbers(svg, (0, below), cell, map.Patch(row, column), Pixels.ScaleOf(image), "pixels in the frame");
        DrawNumbers(svg, (right, below), cell, kernel, ColorScale.Diverging, "kernel");
        svg.Text((width * cell + right) / 2, below + 20 + height * cell / 2 + 8, "×", 26, "middle");
        var last = below + height * cell + 34;
        DrawNumbers(svg, (0, last), cell, products, ColorScale.Diverging, "= pixel × weight");
        string[] steps =
        [
            "add them all up:",
            $"{Numbers.Fixed(sum, 3)}",
            $"{Signed(bias, 3)}  (bias)",
            $"= {Numbers.Fixed(value, 3)}",
        ];
        for (var i = 0; i < steps.Length; i++)
        {
            var y = last + 20 + height * cell / 2 + (i - 1) * 24;
            svg.Text(right, y, steps[i], i == 3 ? Svg.TitleSize : Svg.TextSize, weight: i == 3 ? 700 : null);
        }
        svg.Height = last + 20 + Math.Max(height * cell, 4 * 24) + 8;
        return new("one pixel explained", svg);

        static string Signed(float value, int decimals = 2) =>
            value < 0 ? $"− {Numbers.Fixed(-value, decimals)}" : $"+ {Numbers.Fixed(value, decimals)}";
    }

    private static void DrawNumbers(
        Svg svg,
        (double Left, double Top) place,
        double cell,
        float[,] numbers,
        ColorScale scale,
        string caption
    )
    {
        var (low, high) =
            scale == ColorScale.Diverging
                ? Tiles.SignedRangeOf([numbers])
                : (0, Math.Max(1, Tiles.RangeOf([numbers]).High));
        svg.Text(place.Left, place.Top + 13, caption, Svg.SmallSize);
        for (var row = 0; row < numbers.GetLength(0); row++)
        for (var column = 0; column < numbers.GetLength(1); column++)
        {
            var (value, t) = (numbers[row, column], (numbers[row, column] - low) / (high - low));
            var (x, y) = (place.Left + column * cell, place.Top + 20 + row * cell);
            svg.Rect(x, y, cell, cell, scale.Css(t), "#888", 0.5);
            svg.TextIn(x, y, cell, cell, scale.Contrast(t), Numbers.Fixed(value, 2), Numbers.Fixed(value, 1));
        }
    }
}
