using DigitLab.Data;
using DigitLab.Ink.Decoding;

namespace DigitLab.Ink.Tests.Photos;

/// <summary>A digit with no more paper around it than MNIST's four pixels, as one cuts it out or draws it.</summary>
public class NarrowMarginTests(ITestOutputHelper output)
{
    private const int Count = 60;

    [Theory]
    [InlineData(28, false)]
    [InlineData(84, false)]
    [InlineData(280, false)]
    [InlineData(28, true)]
    [InlineData(280, true)]
    public void EachDigit_IsFoundWhole(int side, bool brightOnDark)
    {
        var (_, _, test) = Reader.MakeOrSkip();
        var pixels = test.Images.narrow(0, 0, Count).contiguous().data<float>().ToArray();
        var wrong = new List<string>();
        for (var i = 0; i < Count; i++)
        {
            var digit = pixels.AsSpan(i * 784, 784).ToArray();
            var picture = Picture(digit, side, brightOnDark);
            try
            {
                var sheet = Handwriting.Read(picture, $"{i}.png");
                sheet.IsInverted.ShouldBe(brightOnDark);
                var likeness = Likeness(digit, sheet.Images.data<float>().ToArray().Take(784).ToArray());
                if (sheet.Count != 1 || likeness < 0.8)
                    wrong.Add($"{i}: {sheet.Count} digits, likeness {likeness:0.00}");
            }
            catch (InvalidDataException error)
            {
                wrong.Add(error.Message);
            }
        }
        wrong.ForEach(output.WriteLine);
        wrong.ShouldBeEmpty();
    }

    private static GreyImage Picture(float[] digit, int side, bool brightOnDark)
    {
        var levels = new byte[side * side];
        for (var y = 0; y < side; y++)
        for (var x = 0; x < side; x++)
        {
            var ink = digit[y * 28 / side * 28 + x * 28 / side];
            levels[y * side + x] = (byte)(255 * (brightOnDark ? ink : 1 - ink));
        }
        return new(side, side, levels);
    }

    /// <summary>The cosine of the angle between two images, 1 if they are alike, where they lie upon each other best.</summary>
    private static double Likeness(float[] a, float[] b)
    {
        var best = 0.0;
        for (var dy = -2; dy <= 2; dy++)
        for (var dx = -2; dx <= 2; dx++)
        {
            var shifted = new float[a.Length];
            for (var y = Math.Max(0, -dy); y < 28 - Math.Max(0, dy); y++)
            for (var x = Math.Max(0, -dx); x < 28 - Math.Max(0, dx); x++)
                shifted[y * 28 + x] = b[(y + dy) * 28 + x + dx];
            best = Math.Max(best, Dot(a, shifted) / Math.Sqrt(Dot(a, a) * Dot(b, b)));
        }
        return best;
    }

    private static double Dot(float[] x, float[] y) => x.Zip(y, (p, q) => (double)p * q).Sum();
}
