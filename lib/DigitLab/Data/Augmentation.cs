using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Data;

/// <summary>
/// Small random changes that leave a digit what it is. A network that sees every image a little different each time
/// learns the digit rather than the image (LeCun and others, 1998; Simard, Steinkraus and Platt, 2003).
/// </summary>
/// <param name="Shift">Up to so many pixels in each direction.</param>
/// <param name="Rotation">Up to so many degrees in each direction.</param>
/// <param name="Scale">Up to this share larger or smaller: 0.1 is 90% to 110%.</param>
/// <param name="Elastic">By how many pixels a smooth random field typically moves a point: 1 is a shaky hand.</param>
/// <example><code>
/// var varied = train with { Augmentation = new(Shift: 2, Rotation: 10, Scale: 0.1, Elastic: 1) };
/// </code></example>
public sealed record Augmentation(double Shift = 0, double Rotation = 0, double Scale = 0, double Elastic = 0)
{
    /// <summary>
    /// Changed copies of the images, bilinear, with paper (the least value of all) where they show what was outside.
    /// </summary>
    /// <param name="images">[N, C, height, width], float32. The channels of an image are changed alike.</param>
    /// <returns>The same shape. What it looks like depends on <c>manual_seed</c>, not on the number of threads.</returns>
    /// <exception cref="ArgumentException">Another shape or element type.</exception>
    public Tensor Apply(Tensor images)
    {
        if (images.dim() != 4 || images.dtype != ScalarType.Float32)
            throw new ArgumentException(
                "images to augment are [N, C, height, width] of Float32; "
                    + $"found [{string.Join(", ", images.shape)}] of {images.dtype}",
                nameof(images)
            );
        int channels = (int)images.shape[1],
            height = (int)images.shape[2],
            width = (int)images.shape[3];
        var seed = (ulong)randint(long.MaxValue, [1], ScalarType.Int64).item<long>();
        var paper = images.min().item<float>();
        var source = images.data<float>().ToArray();
        var target = new float[source.Length];
        Parallel.For(
            0,
            (int)images.shape[0],
            () => new Resampler(height, width, paper),
            (n, _, resampler) =>
            {
                var random = SplitMix64.ForItem(seed, n);
                Draw(resampler, ref random);
                for (var c = 0; c < channels; c++)
                {
                    var at = (n * channels + c) * height * width;
                    resampler.Run(source.AsSpan(at, height * width), target.AsSpan(at, height * width));
                }
                return resampler;
            },
            _ => { }
        );
        return tensor(target, images.shape);
    }

    private void Draw(Resampler resampler, ref SplitMix64 random)
    {
        var angle = Rotation * Math.PI / 180 * random.Uniform(-1, 1);
        var factor = 1 + Scale * random.Uniform(-1, 1);
        resampler.Move(angle, factor, Shift * random.Uniform(-1, 1), Shift * random.Uniform(-1, 1));
        resampler.Distort(Elastic * random.Bell(), random.Next(), random.Next());
    }
}
