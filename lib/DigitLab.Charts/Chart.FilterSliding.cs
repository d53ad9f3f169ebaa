using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>
    /// An animation of a kernel sliding over an image while the feature map fills pixel by pixel. It needs no scripts;
    /// below are four still frames, for print and for readers who prefer reduced motion.
    /// </summary>
    /// <param name="image">[rows, columns], the input channel.</param>
    /// <param name="kernel">[rows, columns], the weights.</param>
    /// <param name="bias">Added to each sum.</param>
    /// <param name="stride">The stride in pixels.</param>
    /// <param name="padding">Rows and columns of zeros on each side of the image.</param>
    /// <param name="title">The heading; by default the sizes.</param>
    /// <exception cref="ArgumentException">The kernel does not fit the image.</exception>
    public static Figure FilterSliding(
        float[,] image,
        float[,] kernel,
        float bias = 0,
        int stride = 1,
        int padding = 0,
        string? title = null
    )
    {
        var map = new Correlation(image, kernel, bias, stride, padding);
        var (rows, columns) = (image.GetLength(0), image.GetLength(1));
        var (height, width) = (kernel.GetLength(0), kernel.GetLength(1));
        var finding =
            $"A {height}×{width} kernel makes a {map.Rows}×{map.Columns} feature map of a {rows}×{columns} image";
        var how = $"stride {stride}, padding {padding}";
        var svg = new Svg(
            title ?? finding,
            $"{finding} ({how}): it moves over the image row by row, and each place gives one pixel."
        );

        var unit = Math.Min(
            200.0 / Math.Max(columns + 2 * padding, map.Columns),
            220.0 / Math.Max(rows + 2 * padding, map.Rows)
        );
        var input = new Pixels(svg, (0, svg.Height), unit, image, $"input {rows}×{columns}", signed: false, padding);
        var name = $"feature map {map.Rows}×{map.Columns}";
        var output = new Pixels(svg, (svg.Width - 205, svg.Height), unit, map.Output, name);
        _ = new Pixels(svg, (222, svg.Height + 50), 70.0 / Math.Max(height, width), kernel, "kernel →");
        Animate(svg, map, input, output, stride, padding);
        svg.Height = Math.Max(input.Bottom, output.Bottom) + 14;

        DrawMoments(svg, map, image, padding);
        svg.Note(
            $"{Capitalized(how)}. Each place of the frame gives one pixel of the feature map; blue is positive, orange negative."
        );
        return new("filter sliding", svg);
    }

    /// <summary>Two stepped animations, one along a row and one down the rows, move the frame and uncover the map.</summary>
    private static void Animate(Svg svg, Correlation map, Pixels input, Pixels output, int stride, int padding)
    {
        var step = Math.Clamp(30.0 / (map.Rows * map.Columns), 0.04, 0.8);
        var (along, down) = (Numbers.Coordinate(step * map.Columns), Numbers.Coordinate(step * map.Columns * map.Rows));
        string Moved(string axis, int steps, double unit) =>
            $"transform:translate{axis}({Numbers.Coordinate(steps * unit)}px)";
        const string own = Svg.OwnName;
        svg.Style(
            $$"""
            .{{own}}h { visibility: hidden }
            @media (prefers-reduced-motion: no-preference) {
            .{{own}}h { visibility: visible }
            .{{own}}x { animation: {{own}}x {{along}}s steps({{map.Columns}}) infinite }
            .{{own}}y { animation: {{own}}y {{down}}s steps({{map.Rows}}) infinite }
            .{{own}}u { animation: {{own}}u {{along}}s steps({{map.Columns}}) infinite }
            .{{own}}v { animation: {{own}}v {{down}}s steps({{map.Rows}}) infinite }
            }
            @keyframes {{own}}x { to { {{Moved("X", map.Columns * stride, input.Unit)}} } }
            @keyframes {{own}}y { to { {{Moved("Y", map.Rows * stride, input.Unit)}} } }
            @keyframes {{own}}u { to { {{Moved("X", map.Columns, output.Unit)}} } }
            @keyframes {{own}}v { to { {{Moved("Y", map.Rows, output.Unit)}} } }
            """
        );
        var (h, w) = (map.Kernel.GetLength(0), map.Kernel.GetLength(1));
        svg.Open("g", $"class={own + "y"}");
        svg.Open("g", $"class={own + "x"}");
        input.Frame(-padding, -padding, h, w);
        svg.Close("g");
        svg.Close("g");

        // The part not yet computed is covered: the rest of the row, and all rows below it.
        var (width, height) = (output.Width, output.Height);
        svg.Open("svg", $"class={own + "h"} x={output.Left} y={output.Top} width={width} height={height}");
        svg.Open("g", $"class={own + "v"}");
        svg.Rect(0, output.Unit, width, height, "#c8c8c8");
        svg.Open("svg", $"width={width} height={output.Unit}");
        svg.Open("g", $"class={own + "u"}");
        svg.Rect(output.Unit, 0, width, output.Unit, "#c8c8c8");
        svg.Rect(0, 0, output.Unit, output.Unit, null, Palette.Focus, 3);
        foreach (var name in new[] { "g", "svg", "g", "svg" })
            svg.Close(name);
    }

    private static void DrawMoments(Svg svg, Correlation map, float[,] image, int padding)
    {
        // In a small map two neighbours show the stride; in a large one they would look the same.
        var second = map.Columns <= 8 ? (0, Math.Min(1, map.Columns - 1)) : (map.Rows / 3, map.Columns / 2);
        (int Row, int Column)[] moments =
        [
            (0, 0),
            second,
            (map.Rows * 2 / 3, map.Columns / 2),
            (map.Rows - 1, map.Columns - 1),
        ];
        var (room, bottom) = (svg.Width / moments.Length, svg.Height);
        var unit = Math.Min(
            (room - 14) / Math.Max(image.GetLength(1) + 2 * padding, map.Columns),
            90.0 / image.GetLength(0)
        );
        for (var i = 0; i < moments.Length; i++)
        {
            var (row, column) = moments[i];
            var step = $"step {Numbers.Short(row * map.Columns + column + 1)}";
            var input = new Pixels(svg, (i * room, svg.Height), unit, image, step, signed: false, padding);
            var corner = map.Corner(row, column);
            input.Frame(corner.Row, corner.Column, map.Kernel.GetLength(0), map.Kernel.GetLength(1));
            var (place, value) = ((i * room, input.Bottom + 2), $"→ {Numbers.Short(map.Output[row, column])}");
            bool Computed(int r, int c) => r < row || (r == row && c <= column);
            var output = new Pixels(svg, place, unit, map.Output, value, shown: Computed);
            output.Frame(row, column, 1, 1);
            bottom = Math.Max(bottom, output.Bottom);
        }
        svg.Height = bottom + 6;
    }
}
