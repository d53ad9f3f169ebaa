using static TorchSharp.torch;

namespace DigitLab.Data;

/// <summary>Labelled images: what a model is trained and tested on.</summary>
/// <param name="Name">What results call it: "MNIST train".</param>
/// <param name="Images">[N, 1, 28, 28], float32 in 0 (paper) to 1 (ink).</param>
/// <param name="Labels">[N], int64, the class of each image.</param>
/// <param name="ClassNames">The classes by their number.</param>
/// <param name="IsSynthetic">Whether the images were drawn by this library: results on them say so.</param>
public sealed partial record Dataset(
    string Name,
    Tensor Images,
    Tensor Labels,
    IReadOnlyList<string> ClassNames,
    bool IsSynthetic
)
{
    /// <summary>How many images.</summary>
    public long Count => Images.shape[0];

    /// <summary>The images at the given positions, in that order.</summary>
    /// <param name="positions">[n], int64, each from 0 to Count - 1.</param>
    public Dataset Subset(Tensor positions) =>
        this with
        {
            Images = Images.index_select(0, positions).contiguous(),
            Labels = Labels.index_select(0, positions),
        };

    /// <summary>The first images.</summary>
    /// <exception cref="ArgumentException">There are fewer.</exception>
    public Dataset Take(long count)
    {
        if (count < 0 || count > Count)
            throw new ArgumentException($"{Name} has {Count:N0} images: {count:N0} cannot be taken.", nameof(count));
        return this with { Images = Images.narrow(0, 0, count), Labels = Labels.narrow(0, 0, count) };
    }

    /// <summary>Two parts in random order, one to train on and one to choose by (validation).</summary>
    /// <param name="validation">Images in the second part.</param>
    /// <param name="seed">Of the shuffle: the same seed gives the same parts.</param>
    /// <exception cref="ArgumentException">A part would be empty.</exception>
    public (Dataset Train, Dataset Validation) Split(long validation, long seed = 0)
    {
        if (validation <= 0 || validation >= Count)
            throw new ArgumentException(
                $"{Name} has {Count:N0} images: {validation:N0} for validation leaves one part empty.",
                nameof(validation)
            );
        using var order = randperm(Count, generator: new Generator((ulong)seed));
        using var first = order.narrow(0, 0, Count - validation);
        using var second = order.narrow(0, Count - validation, validation);
        return (
            Subset(first) with
            {
                Name = $"{Name} (training part)",
            },
            Subset(second) with
            {
                Name = $"{Name} (validation part)",
            }
        );
    }

    /// <summary>Two parts by share: <c>Split(0.15)</c> keeps 15% for validation.</summary>
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
    public Dataset Normalize(double mean, double deviation) => this with { Images = (Images - mean) / deviation };

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Name}: {Count:N0} images of {Images.shape[2]}x{Images.shape[3]}, {ClassNames.Count} classes{(IsSynthetic ? " (synthetic digits)" : "")}";
}
