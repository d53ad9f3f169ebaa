using System.Security.Cryptography;
using DigitLab.Data;

namespace DigitLab.Tests.Data;

public sealed class SyntheticDigitsTests
{
    [Fact]
    public void TheFirstThousand_AreTheSameOnEveryMachine()
    {
        var digits = SyntheticDigits.Generate(1_000);
        Convert
            .ToHexString(SHA256.HashData([.. digits.Pixels, .. digits.Labels]))
            .ShouldBe("F8F0C870243210C6CC5DFF5391D26360B0DF3F46591F08A37C2C252C8371D9E5");
    }

    [Fact]
    public void AShorterSet_IsTheBeginningOfALongerOne_AndSeedsDiffer()
    {
        var few = SyntheticDigits.Generate(10, seed: 3);
        var many = SyntheticDigits.Generate(100, seed: 3);
        many.Pixels.AsSpan(0, few.Pixels.Length).SequenceEqual(few.Pixels).ShouldBeTrue();
        many.Labels.Take(10).ShouldBe(few.Labels);
        SyntheticDigits.Generate(10, seed: 4).Pixels.ShouldNotBe(few.Pixels);
    }

    [Fact]
    public void TheyHaveMnistsForm()
    {
        var digits = SyntheticDigits.Generate(5_000, seed: 11);
        (digits.Height, digits.Width).ShouldBe((28, 28));
        var counts = digits.Labels.GroupBy(label => label).ToDictionary(g => g.Key, g => g.Count());
        counts.Count.ShouldBe(10);
        counts.Values.ShouldAllBe(count => count > 400 && count < 600);

        // MNIST: mean .1307, standard deviation .3081, 81% paper.
        var levels = digits.Pixels.Select(level => level / 255.0).ToArray();
        var mean = levels.Average();
        mean.ShouldBe(0.1307, 0.01);
        Math.Sqrt(levels.Average(level => (level - mean) * (level - mean))).ShouldBe(0.3081, 0.015);
        levels.Count(level => level == 0).ShouldBeInRange((int)(0.78 * levels.Length), (int)(0.84 * levels.Length));

        for (var i = 0; i < digits.Count; i++)
            ShouldHaveMnistsForm(digits[i]);
    }

    /// <summary>Longer side 20 pixels (an edge may be too faint to be seen), centre of mass in the middle.</summary>
    private static void ShouldHaveMnistsForm(ReadOnlySpan<byte> image)
    {
        double mass = 0,
            atX = 0,
            atY = 0;
        int left = 28,
            top = 28,
            right = 0,
            bottom = 0;
        for (var y = 0; y < 28; y++)
        for (var x = 0; x < 28; x++)
        {
            var level = image[28 * y + x];
            mass += level;
            atX += level * (x + 0.5);
            atY += level * (y + 0.5);
            if (level == 0)
                continue;
            (left, right) = (Math.Min(left, x), Math.Max(right, x));
            (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
        }
        (atX / mass).ShouldBe(14, 0.6);
        (atY / mass).ShouldBe(14, 0.6);
        Math.Max(right - left + 1, bottom - top + 1).ShouldBeInRange(18, 22);
    }
}
