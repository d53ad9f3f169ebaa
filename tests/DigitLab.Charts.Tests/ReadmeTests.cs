using DigitLab.Idx.Tests;

namespace DigitLab.Charts.Tests;

public class ReadmeTests
{
    [Fact]
    public void The_example_in_the_README_is_this_one()
    {
        ReadmeExample.ShouldStandIn("lib/DigitLab.Charts/README.md");
        using var folder = new TemporaryFolder();
        var before = Environment.CurrentDirectory;
        try
        {
            Environment.CurrentDirectory = folder.Path;
            // README
            var chart = Chart.Lines(
                [
                    new("training", [0.90, 0.45, 0.21, 0.12]),
                    new("validation", [0.85, 0.47, 0.30, 0.33]) { Best = Best.Lowest },
                ],
                yLabel: "loss (cross-entropy)"
            );
            chart.Save("loss.svg"); // or .html, or .json for Plotly
            // end
            chart.Title.ShouldBe("Validation: lowest loss 0.3 at epoch 3");
            File.ReadAllText("loss.svg").ShouldStartWith("<svg");
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }
}
