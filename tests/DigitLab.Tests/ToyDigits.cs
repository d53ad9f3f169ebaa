using DigitLab.Data;
using static TorchSharp.torch;

namespace DigitLab.Tests;

/// <summary>Images that any network can learn: class k has a bright bar in row 2k, on noise.</summary>
internal static class ToyDigits
{
    public static readonly string[] ClassNames = [.. Enumerable.Range(0, 10).Select(i => i.ToString())];

    public static Dataset Make(int count, ulong seed, bool synthetic = false)
    {
        var random = new Generator(seed);
        var images = rand(count, 1, 28, 28, generator: random) * 0.3;
        var labels = randint(10, new long[] { count }, generator: random);
        for (var i = 0; i < count; i++)
            images[i, 0, 2 * labels[i].item<long>() + 4] += 0.7;
        return new Dataset("toy digits", images, labels, ClassNames, synthetic);
    }
}
