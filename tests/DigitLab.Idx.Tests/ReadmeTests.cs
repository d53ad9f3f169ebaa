using DigitLab.Charts.Tests;

namespace DigitLab.Idx.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_README_is_this_one()
    {
        ReadmeExample.ShouldStandIn("lib/DigitLab.Idx/README.md");
        using var folder = new TemporaryFolder();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            // README
            var digits = new LabeledImages(Pixels: new byte[2 * 28 * 28], Labels: [7, 2]);
            IdxWriter.Write("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz", digits);
            var read = IdxReader.ReadLabeled("images-idx3-ubyte.gz", "labels-idx1-ubyte.gz");
            // end
            read.Labels.ShouldBe([7, 2]);
            (read.Count, read.Height, read.Width).ShouldBe((2, 28, 28));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
