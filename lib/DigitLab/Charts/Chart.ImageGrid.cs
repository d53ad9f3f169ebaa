using DigitLab.Charts.Drawing;

namespace DigitLab.Charts;

public static partial class Chart
{
    /// <summary>Images in rows, as ink on paper, each with its label. With predictions: right ones in green, wrong ones framed in red as "true → read".</summary>
    /// <param name="images">Each [rows, columns], all of one size. Values in 0..1 are shown as they are; others from the smallest (white) to the largest (black).</param>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="predictions">The class that each image was read as.</param>
    /// <param name="title">The heading; by default how many were read correctly.</param>
    /// <param name="columns">How many in a row; 0 chooses.</param>
    /// <param name="classes">Names of the classes; by default their numbers.</param>
    /// <param name="captions">Text under each image, in place of the label, e.g. first and second guess.</param>
    /// <exception cref="ArgumentException">No image, images of different sizes, or not one label per image.</exception>
    public static Figure ImageGrid(
        IReadOnlyList<float[,]> images,
        IReadOnlyList<int>? labels = null,
        IReadOnlyList<int>? predictions = null,
        string? title = null,
        int columns = 0,
        IReadOnlyList<string>? classes = null,
        IReadOnlyList<string>? captions = null
    )
    {
        NotEmpty(images, "the list of images");
        SameCount(labels, "labels", images.Count, "images");
        SameCount(predictions, "predictions", images.Count, "images");
        SameCount(captions, "captions", images.Count, "images");
        if (predictions is not null && labels is null)
            throw new ArgumentException("Predictions are shown beside labels: give the labels too.", nameof(labels));

        var (rows, width) = Tiles.SizeOf(images);
        var right = predictions is null ? 0 : labels!.Zip(predictions).Count(pair => pair.First == pair.Second);
        var finding = predictions is null
            ? $"{Count(images.Count, "image")} of {rows}×{width} pixels"
            : $"{Numbers.Short(right)} of {Numbers.Short(images.Count)} read correctly"
                + (right < images.Count ? "; framed: true → read as" : "");
        var texts = Enumerable.Range(0, images.Count).Select(i => captions?[i] ?? Caption(i)).ToArray();
        var svg = new Svg(
            title ?? finding,
            $"{finding}. {string.Join(", ", texts.Where(text => text.Length > 0))}".TrimEnd()
        );

        var range = Tiles.RangeOf(images);
        if (range.Low >= 0 && range.High <= 1)
            range = (0, 1);
        var labelled = texts.Any(text => text.Length > 0);
        var tiles = Tiles.Draw(
            svg,
            images,
            ColorScale.Ink,
            range,
            columns > 0 ? columns : Across(images.Count),
            0,
            svg.Width,
            110,
            labelled ? 20 : 0
        );

        for (var i = 0; i < images.Count; i++)
        {
            var wrong = predictions is not null && predictions[i] != labels![i];
            var color =
                predictions is null ? null
                : wrong ? Palette.Wrong
                : Palette.Right;
            if (wrong)
            {
                svg.Rect(
                    tiles.X(i),
                    tiles.Y(i),
                    tiles.TileWidth,
                    tiles.TileHeight,
                    stroke: Palette.Wrong,
                    strokeWidth: 2.5
                );
            }
            if (texts[i].Length == 0)
                continue;
            var text = Svg.Fit(texts[i], tiles.TileWidth + 4, Svg.SmallSize);
            svg.Text(
                tiles.X(i) + tiles.TileWidth / 2,
                tiles.Y(i) + tiles.TileHeight + 14,
                text,
                Svg.SmallSize,
                "middle",
                color,
                wrong ? 700 : null
            );
        }

        return new("image grid", svg);

        string Caption(int i)
        {
            if (labels is null)
                return "";
            var name = NameOf(classes, labels[i]);
            return predictions is null || predictions[i] == labels[i]
                ? name
                : $"{name} → {NameOf(classes, predictions[i])}";
        }
    }

    private static string NameOf(IReadOnlyList<string>? classes, int index) =>
        classes is not null && index >= 0 && index < classes.Count ? classes[index] : Numbers.Short(index);

    /// <summary>From 5 to 10 in a row, so that the last row is as full as can be.</summary>
    private static int Across(int count) =>
        count <= 6 ? count : Enumerable.Range(5, 6).Reverse().MinBy(across => (across - count % across) % across);
}
