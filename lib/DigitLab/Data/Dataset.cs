using System.Runtime.InteropServices;
using DigitLab.Display;
using DigitLab.Idx;
using static TorchSharp.torch;

namespace DigitLab.Data;

/// <summary>Labelled images to train or test a model on.</summary>
/// <param name="Name">What results call it: "MNIST train".</param>
/// <param name="Images">[N, 1, height, width], float32: 0 is paper and 1 is ink until normalised.</param>
/// <param name="Labels">[N], int64, the class of each image.</param>
/// <param name="ClassNames">The classes by their number.</param>
/// <param name="IsSynthetic">Whether the images were drawn by this library; results on them are marked.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed partial record Dataset(
    string Name,
    Tensor Images,
    Tensor Labels,
    IReadOnlyList<string> ClassNames,
    bool IsSynthetic = false
) : IHtmlView
{
    /// <summary>[N, 1, height, width], float32: 0 is paper and 1 is ink until normalised.</summary>
    public Tensor Images { get; init; } =
        Images.dtype == ScalarType.Float32 && Images.dim() > 1
            ? Images
            : throw new ArgumentException(
                $"{Name}: images are [N, 1, height, width] of Float32; found [{string.Join(", ", Images.shape)}] of {Images.dtype}."
            );

    /// <summary>[N], int64, the class of each image.</summary>
    public Tensor Labels { get; init; } = CheckedLabels(Name, Images, Labels, ClassNames.Count);

    private static Tensor CheckedLabels(string name, Tensor images, Tensor labels, int classes)
    {
        if (labels.dtype != ScalarType.Int64 || !labels.shape.SequenceEqual(images.shape[..1]))
            throw new ArgumentException(
                $"{name}: labels are [{images.shape[0]}] of Int64, one for each image; "
                    + $"found [{string.Join(", ", labels.shape)}] of {labels.dtype}."
            );
        foreach (var label in labels.data<long>().ToArray())
            if (label < 0 || label >= classes)
                throw new ArgumentException($"{name}: a label is {label}, expected 0 to {classes - 1}.");
        return labels;
    }

    /// <summary>The number of images.</summary>
    public long Count => Labels.shape[0];

    /// <summary>How batches are augmented; not at all if null.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>Images and labels of a batch, augmented if <see cref="Augmentation"/> is set.</summary>
    /// <param name="positions">[n], int64, each from 0 to Count - 1.</param>
    public (Tensor Images, Tensor Labels) Batch(Tensor positions)
    {
        var images = Augmentation is null ? Images.index_select(0, positions) : Augmentation.Apply(Images, positions);
        return (images, Labels.index_select(0, positions));
    }

    /// <summary>The number of images of each class.</summary>
    public long[] ClassCounts()
    {
        var counts = new long[ClassNames.Count];
        foreach (var label in Labels.data<long>().ToArray())
            counts[label]++;
        return counts;
    }

    /// <summary>The labels as rows of zeros with a one at the class: [N, classes], float32.</summary>
    public Tensor OneHot()
    {
        var rows = new float[Count * ClassNames.Count];
        var row = 0;
        foreach (var label in Labels.data<long>().ToArray())
            rows[row++ * ClassNames.Count + label] = 1;
        return tensor(rows, [Count, ClassNames.Count]);
    }

    /// <summary>Copies of the first images, which do not keep the others in memory.</summary>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public Dataset Take(long count)
    {
        if (count < 1 || count > Count)
            throw new ArgumentException($"{Name} has {Count:N0} images: {count:N0} cannot be taken.", nameof(count));
        return this with { Images = Images.narrow(0, 0, count).clone(), Labels = Labels.narrow(0, 0, count).clone() };
    }

    /// <summary>Copies of the images at the given positions, in that order.</summary>
    /// <param name="positions">[n], int64, each from 0 to Count - 1.</param>
    public Dataset Subset(Tensor positions) =>
        this with
        {
            Images = Images.index_select(0, positions).contiguous(),
            Labels = Labels.index_select(0, positions),
        };

    /// <summary>Copies of the images at the given positions, in that order: <c>Subset(4, 17)</c>.</summary>
    /// <exception cref="ArgumentException">A position is not one of 0 to Count - 1.</exception>
    public Dataset Subset(params long[] positions)
    {
        foreach (var position in positions)
            if (position < 0 || position >= Count)
                throw new ArgumentException(
                    $"{Name} has the positions 0 to {Count - 1:N0}: there is no {position:N0}.",
                    nameof(positions)
                );
        using var at = tensor(positions);
        return Subset(at);
    }

    /// <summary>
    /// Two parts, one to train on and one to choose by (validation). Images are drawn at random, from every class the
    /// same share of it (stratified), and stay in their order.
    /// </summary>
    /// <param name="validation">Images in the second part.</param>
    /// <param name="seed">Of the draw: the same seed gives the same parts.</param>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public (Dataset Train, Dataset Validation) Split(long validation, long seed = 0)
    {
        if (validation <= 0 || validation >= Count)
            throw new ArgumentException(
                $"{Name} has {Count:N0} images: {validation:N0} for validation leaves one part empty.",
                nameof(validation)
            );
        var (remaining, chosen) = StratifiedSplit.Choose(Labels.data<long>().ToArray(), validation, (ulong)seed);
        return (
            Subset(remaining) with
            {
                Name = $"{Name} (training part)",
            },
            Subset(chosen) with
            {
                Name = $"{Name} (validation part)",
            }
        );
    }

    /// <summary>Two parts by share: <c>Split(0.15)</c> keeps 15% of every class for validation.</summary>
    /// <inheritdoc cref="Split(long, long)" path="/exception"/>
    public (Dataset Train, Dataset Validation) Split(double validationShare, long seed = 0)
    {
        if (!(validationShare > 0 && validationShare < 1))
            throw new ArgumentException(
                $"The share for validation lies between 0 and 1, for example 0.15; it was {validationShare}.",
                nameof(validationShare)
            );
        return Split((long)Math.Round(Count * validationShare), seed);
    }

    /// <summary>(x - mean) / deviation for every pixel: MNIST's are .1307 and .3081.</summary>
    /// <remarks>Use the same two numbers for training and test images.</remarks>
    public Dataset Normalize(double mean, double deviation)
    {
        if (!(deviation > 0))
            throw new ArgumentException($"A deviation is greater than 0; it was {deviation}.", nameof(deviation));
        return this with { Images = Images.sub(mean).div_(deviation) };
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Count:N0} images of {Images.shape[2]}x{Images.shape[3]}, {ClassNames.Count} classes";

    /// <summary>A description with the shapes and types of its tensors.</summary>
    string IHtmlView.ToHtml() =>
        $"<div>{Html.Escape(ToString())}<br>Images {Html.Escape(Shape(Images))}<br>Labels {Html.Escape(Shape(Labels))}</div>";

    private static string Shape(Tensor tensor) => $"[{string.Join('x', tensor.shape)}], type = {tensor.dtype}";

    internal static Dataset From(
        LabeledImages images,
        string name,
        IReadOnlyList<string> classNames,
        bool isSynthetic = false
    )
    {
        var pixels = empty([images.Count, 1, images.Height, images.Width], float32);
        FillPixels(pixels, images.Pixels, 0);
        using var labels = tensor(images.Labels);
        return new(name, pixels, labels.to(int64), classNames, isSynthetic);
    }

    private static readonly float[] InkOfLevel = [.. Enumerable.Range(0, 256).Select(level => level / 255f)];

    /// <summary>Writes grey levels 0..255 as ink 0..1 into a contiguous tensor, from a position on.</summary>
    /// <returns>How many were written.</returns>
    internal static int FillPixels(Tensor pixels, ReadOnlySpan<byte> levels, int position)
    {
        var ink = MemoryMarshal.Cast<byte, float>(pixels.bytes).Slice(position, levels.Length);
        for (var i = 0; i < ink.Length; i++)
            ink[i] = InkOfLevel[levels[i]];
        return ink.Length;
    }
}
