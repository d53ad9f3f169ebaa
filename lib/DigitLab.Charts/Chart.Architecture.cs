using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

/// <summary>The data between two layers: the image itself, the feature maps of a convolution, or a vector.</summary>
/// <param name="Name">Its name, e.g. "C1".</param>
/// <param name="Channels">The number of feature maps; for a vector, of values.</param>
/// <param name="Height">The height of a plane in pixels; 1 for a vector.</param>
/// <param name="Width">The width of a plane in pixels; 1 for a vector.</param>
public sealed record Stage(string Name, int Channels, int Height = 1, int Width = 1)
{
    /// <summary>The operation that computes it from the previous stage, e.g. "conv 5×5".</summary>
    public string Operation { get; init; } = "";

    /// <summary>The side of the operation's window, in pixels of the previous stage; 0 if it covers everything.</summary>
    public int Window { get; init; }

    internal bool IsVector => Height == 1 && Width == 1;

    internal string Text => (Operation.Length > 0 ? $"({Operation}) " : "") + $"{Name} {Size}";

    internal string Size => IsVector ? Numbers.Short(Channels) : $"{Channels}@{Height}×{Width}";
}

public static partial class Chart
{
    /// <summary>A network as planes and vectors, all to one scale, as LeCun et al. drew LeNet-5 (1998, figure 2).</summary>
    /// <param name="stages">From the input to the output.</param>
    /// <param name="title">The heading; by default the sequence of shapes.</param>
    /// <exception cref="ArgumentException">No stage, or one without extent.</exception>
    public static Figure Architecture(IReadOnlyList<Stage> stages, string? title = null)
    {
        NotEmpty(stages, "the list of stages");
        foreach (var stage in stages)
            if (stage.Channels < 1 || stage.Height < 1 || stage.Width < 1)
                throw new ArgumentException(
                    $"Stage '{stage.Name}' has no extent: {stage.Channels}@{stage.Height}x{stage.Width}."
                );
        var widestPlane = stages
            .Where(stage => !stage.IsVector)
            .Select(stage => Math.Max(stage.Height, stage.Width))
            .DefaultIfEmpty(1)
            .Max();
        var longest = stages.Where(stage => stage.IsVector).Select(stage => stage.Channels).DefaultIfEmpty(1).Max();
        var (pixel, unit) = (72.0 / widestPlane, Math.Min(1, 130.0 / longest));
        var drawn = stages.Select(stage => new Block(stage, pixel, unit)).ToArray();
        // A stage is as wide as its drawing or its label, whichever is wider.
        double[] slots =
        [
            .. drawn.Select(block =>
                Math.Max(block.Width, 4 + Math.Max(Letters(block.Stage.Size), 1.1 * Letters(block.Stage.Name)))
            ),
        ];
        var svg = new Svg(
            title ?? $"From {stages[0].Size} to {stages[^1].Size} in {Count(stages.Count - 1, "step")}",
            string.Join(" → ", stages.Select(stage => stage.Text)) + ".",
            Math.Max(Svg.UsualWidth, Math.Ceiling(slots.Sum() + 8 * (stages.Count - 1)))
        );
        var gap = stages.Count > 1 ? (svg.Width - slots.Sum()) / (stages.Count - 1) : 0;
        var (x, middle) = (0.0, svg.Height + 44 + drawn.Max(block => block.Height) / 2);
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i].Place(x + (slots[i] - drawn[i].Width) / 2, middle);
            x += slots[i] + gap;
        }
        var bottom = drawn.Max(block => block.Bottom);
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i].Draw(svg);
            if (i > 0)
                Connect(svg, drawn[i - 1], drawn[i], pixel);
        }
        for (var i = 0; i < drawn.Length; i++)
        {
            var center = drawn[i].Left + drawn[i].Width / 2;
            Centered(svg, center, svg.Height + 14, stages[i].Name, weight: 600);
            Centered(svg, center, svg.Height + 30, stages[i].Size);
            if (i == 0)
                continue;
            // Neighbouring labels would overlap, so every other one is lower.
            var y = bottom + 22 + (i % 2 == 0 ? 18 : 0);
            Centered(svg, (drawn[i - 1].Left + drawn[i - 1].Width + drawn[i].Left) / 2, y, stages[i].Operation);
        }
        svg.Height = bottom + 52;
        return new("architecture", svg);
    }

    private static double Letters(string text) => Svg.Measure(text, Svg.SmallSize);

    private static void Centered(Svg svg, double x, double y, string text, int? weight = null)
    {
        var half = Letters(text) / 2;
        svg.Text(Math.Clamp(x, half, Math.Max(half, svg.Width - half)), y, text, Svg.SmallSize, "middle", null, weight);
    }

    /// <summary>Lines from the window in one stage to the pixel that it produces in the next; between vectors, from end to end.</summary>
    private static void Connect(Svg svg, Block from, Block to, double pixel)
    {
        if (to.Stage.Window == 0 || from.Stage.IsVector)
        {
            var right = from.Left + from.Width;
            svg.Path(
                Svg.Of($"M{right} {from.Top}L{to.Left} {to.Top}M{right} {from.Bottom}L{to.Left} {to.Bottom}"),
                opacity: 0.4
            );
            return;
        }
        var side = Math.Min(to.Stage.Window * pixel, Math.Min(from.FrontWidth, from.FrontHeight));
        var left = from.FrontLeft + (from.FrontWidth - side) * 0.75;
        var top = from.FrontTop + (from.FrontHeight - side) * 0.3;
        var (x, y) = (to.FrontLeft + to.FrontWidth * 0.6, to.FrontTop + to.FrontHeight * 0.45);
        svg.Rect(left, top, side, side, null, Palette.Focus, 1.5);
        svg.Path(Svg.Of($"M{left + side} {top}L{x} {y}L{left + side} {top + side}"), Palette.Focus, opacity: 0.9);
    }

    /// <summary>A stage on the page: overlapping planes, or a bar.</summary>
    private sealed class Block
    {
        private const string Fill = "#d6e9f6";
        private readonly int planes;
        private readonly double shift;

        public Block(Stage stage, double pixel, double unit)
        {
            Stage = stage;
            planes = stage.IsVector ? 1 : Math.Min(stage.Channels, 16);
            shift = planes > 1 ? Math.Min(5, 32.0 / (planes - 1)) : 0;
            (FrontWidth, FrontHeight) = stage.IsVector
                ? (9, Math.Max(4, stage.Channels * unit))
                : (Math.Max(3, stage.Width * pixel), Math.Max(3, stage.Height * pixel));
        }

        public Stage Stage { get; }
        public double FrontWidth { get; }
        public double FrontHeight { get; }
        public double Left { get; private set; }
        public double Top { get; private set; }
        public double Width => FrontWidth + shift * (planes - 1);
        public double Height => FrontHeight + shift * (planes - 1);
        public double Bottom => Top + Height;
        public double FrontLeft => Left + shift * (planes - 1);
        public double FrontTop => Top + shift * (planes - 1);

        public void Place(double left, double middle) => (Left, Top) = (left, middle - Height / 2);

        public void Draw(Svg svg)
        {
            for (var i = 0; i < planes; i++)
                svg.Rect(Left + i * shift, Top + i * shift, FrontWidth, FrontHeight, Fill, Palette.Blue);
        }
    }
}
