using DigitLab.Charts.Tests;
using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_README_is_this_one()
    {
        ReadmeExample.ShouldStandIn("lib/DigitLab.Ink/README.md");
        // README
        var random = SplitMix64.ForItem(seed: 1, 0);
        var line = new Hand().Write(7, ref random);
        var pixels = new byte[Pen.Side * Pen.Side];
        new Pen().Draw(line, pixels, ref random);
        // end
        pixels.Count(level => level > 128).ShouldBeInRange(20, 300);
    }
}
