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
        var marked = Enumerable.Range(0, images.Count).Select(i => (texts[i], ColorOf(i))).ToArray();
        var tiles = new Tiles(svg, images, ColorScale.Ink, range, columns, captions: marked);
        for (var i = 0; i < images.Count; i++)
            if (ColorOf(i) == Palette.Wrong)
                svg.Rect(tiles.X(i), tiles.Y(i), tiles.TileWidth, tiles.TileHeight, null, Palette.Wrong, 2.5);
        return new("image grid", svg);

        string? ColorOf(int i) =>
            predictions is null ? null
            : predictions[i] == labels![i] ? Palette.Right
            : Palette.Wrong;

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
}
