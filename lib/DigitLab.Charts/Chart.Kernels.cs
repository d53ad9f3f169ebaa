using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>Kernels as signed images: blue weights are positive, orange negative, white ones zero. All on one scale.</summary>
    /// <param name="kernels">Each [rows, columns], all of one size.</param>
    /// <param name="title">The heading; by default number, size and range.</param>
    /// <param name="columns">How many in a row; 0 chooses.</param>
    /// <param name="captions">Text under each kernel.</param>
    /// <exception cref="ArgumentException">No kernel, kernels of different sizes, or not one caption per kernel.</exception>
    public static Figure Kernels(
        IReadOnlyList<float[,]> kernels,
        string? title = null,
        int columns = 0,
        IReadOnlyList<string>? captions = null
    ) => Kernels(kernels, title, columns, captions, note: null);

    /// <summary>All kernels of a convolution: one column per output channel, one row per input channel.</summary>
    /// <param name="weights">[outputs, inputs, rows, columns], as <c>Conv2d.weight</c> has them.</param>
    /// <param name="title">The heading; by default number, size and range.</param>
    /// <exception cref="ArgumentException">No kernel.</exception>
    public static Figure Kernels(float[,,,] weights, string? title = null)
    {
        var (outputs, inputs, rows, columns) = (
            weights.GetLength(0),
            weights.GetLength(1),
            weights.GetLength(2),
            weights.GetLength(3)
        );
        var kernels = new List<float[,]>();
        for (var input = 0; input < inputs; input++)
        for (var output = 0; output < outputs; output++)
        {
            var kernel = new float[rows, columns];
            for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
                kernel[row, column] = weights[output, input, row, column];
            kernels.Add(kernel);
        }
        var note =
            inputs == 1
                ? null
                : $"Each of the {outputs} columns makes one output channel; each of the {inputs} rows reads one input channel.";
        return Kernels(kernels, title, inputs == 1 ? 0 : outputs, null, note);
    }

    private static Figure Kernels(
        IReadOnlyList<float[,]> kernels,
        string? title,
        int across,
        IReadOnlyList<string>? captions,
        string? note
    )
    {
        NotEmpty(kernels, "the list of kernels");
        SameCount(captions, "captions", kernels.Count, "kernels");
        var (rows, columns) = Tiles.SizeOf(kernels);
        var (low, high) = Tiles.RangeOf(kernels);
        var range = Tiles.SignedRangeOf(kernels);
        var finding =
            $"{Count(kernels.Count, "kernel")} of {rows}×{columns}, weights from {Numbers.Short(low, 2)} to {Numbers.Short(high, 2)}";
        var svg = new Svg(title ?? finding, finding + ".");
        var marked = captions?.Select(caption => (caption, (string?)null)).ToArray();
        _ = new Tiles(svg, kernels, ColorScale.Diverging, range, across, captions: marked);
        ColorBar.Draw(svg, ColorScale.Diverging, range.Low, range.High);
        if (note is not null)
            svg.Note(note);
        return new("kernels", svg);
    }
}
