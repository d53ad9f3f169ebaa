using System.Runtime.InteropServices;
using DigitLab.Ink.Writing;
using static TorchSharp.torch;

namespace DigitLab.Data;

/// <summary>
/// Small random changes that do not change the class. A network that sees every image a little different each time
/// learns the digit rather than the image (LeCun and others, 1998; Simard, Steinkraus and Platt, 2003).
/// </summary>
/// <param name="Shift">The largest shift in pixels, in each direction.</param>
/// <param name="Rotation">The largest rotation in degrees, in each direction.</param>
/// <param name="Scale">Up to this share larger or smaller: 0.1 is 90% to 110%.</param>
/// <param name="Elastic">By how many pixels a smooth random field typically moves a point: 1 is a shaky hand.</param>
/// <example><code>
/// var varied = train with { Augmentation = new(Shift: 2, Rotation: 10, Scale: 0.1, Elastic: 1) };
/// </code></example>
public sealed record Augmentation(double Shift = 0, double Rotation = 0, double Scale = 0, double Elastic = 0)
{
    /// <summary>Changed copies of images, bilinear, with paper (an image's least value) where the outside shows.</summary>
    /// <param name="images">[N, C, height, width], float32. The channels of an image are changed alike.</param>
    /// <returns>The same shape. The result depends on <c>manual_seed</c>, not on the number of threads.</returns>
    /// <exception cref="ArgumentException">Another shape or element type.</exception>
    public Tensor Apply(Tensor images)
    {
        using var all = arange(images.shape[0], dtype: ScalarType.Int64);
        return Apply(images, all);
    }

    /// <summary>The same of the images at <paramref name="positions"/> only, [n] and int64.</summary>
    /// <inheritdoc cref="Apply(Tensor)"/>
    public Tensor Apply(Tensor images, Tensor positions)
    {
        if (images.dim() != 4 || images.dtype != ScalarType.Float32)
            throw new ArgumentException(
                "images to augment are [N, C, height, width] of Float32; "
                    + $"found [{string.Join(", ", images.shape)}] of {images.dtype}",
                nameof(images)
            );
        var (channels, height, width) = ((int)images.shape[1], (int)images.shape[2], (int)images.shape[3]);
        var size = height * width;
        using var source = images.contiguous();
        var chosen = positions.data<long>().ToArray();
        var result = empty([chosen.Length, .. images.shape[1..]], ScalarType.Float32);
        var seed = (ulong)randint(long.MaxValue, new long[] { 1 }, ScalarType.Int64).item<long>();
        Parallel.For(
            0,
            chosen.Length,
            () => new Resampler(height, width, Elastic),
            (n, _, resampler) =>
            {
                var random = SplitMix64.ForItem(seed, n);
                resampler.Move(
                    angle: Rotation * Math.PI / 180 * random.Uniform(-1, 1),
                    factor: 1 + Scale * random.Uniform(-1, 1),
                    shiftX: Shift * random.Uniform(-1, 1),
                    shiftY: Shift * random.Uniform(-1, 1)
                );
                resampler.Distort(random.Next(), random.Next());
                for (var c = 0; c < channels; c++)
                    resampler.Run(
                        Floats(source).Slice(checked((int)(chosen[n] * channels + c) * size), size),
                        Floats(result).Slice((n * channels + c) * size, size)
                    );
                return resampler;
            },
            _ => { }
        );
        return result;
    }

    private static Span<float> Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);
}
