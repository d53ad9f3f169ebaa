using System.Text.Json.Nodes;

namespace DigitLab.Charts.Tests;

/// <summary>What the charts say of their own accord, and the values behind it.</summary>
public class FindingTests
{
    [Fact]
    public void The_mean_of_runs_is_in_a_band_of_one_standard_deviation()
    {
        var series = Series.Mean(
            "loss",
            [
                [1, 4],
                [2, 4],
                [3],
            ]
        );

        series.Y.ShouldBe([2, 4]);
        series.Low.ShouldBe([1, 4]);
        series.High.ShouldBe([3, 4]);
    }

    [Fact]
    public void Curves_tell_their_best_point()
    {
        Series training = new("training", [3, 1, 0.5]);

        Chart
            .Lines([training, new("validation", [2, 0.75, 0.9]) { Best = Best.Lowest }], yLabel: "loss (nats)")
            .Title.ShouldBe("Validation: lowest loss 0.75 at epoch 2");
        Chart
            .Lines([new("test", [90, 98.1, 97]) { Best = Best.Highest }], yLabel: "accuracy (%)")
            .Title.ShouldBe("Test: highest accuracy 98.1 at epoch 2");
        Chart
            .Lines([new("test", [96.32, 96.95]) { Best = Best.Highest }], yLabel: "accuracy (%)")
            .Title.ShouldBe("Test: highest accuracy 96.95 at epoch 2");
        Chart.Lines([training], yLabel: "loss", xLabel: "step").Title.ShouldBe("Loss over step");
    }

    [Theory]
    [InlineData(new[] { 3.68, 3.067, 3.54, 3.613 }, "3.68 3.07 3.54 3.61")]
    [InlineData(new[] { -0.16, -0.05, 0, 0.541 }, "−0.160 −0.050 0.000 0.541")]
    [InlineData(new[] { 2.3026, 52.38 }, "2.30 52.38")]
    [InlineData(new[] { 0.5, -2.5 }, "0.5 −2.5")]
    [InlineData(new[] { 51_000, 9_000.0 }, "51,000 9,000")]
    [InlineData(new[] { double.NaN, 1.25 }, "NaN 1.25")]
    public void Bars_side_by_side_have_as_many_decimals(double[] values, string expected) =>
        string.Join(" ", Drawing.Numbers.Alike(values)).ShouldBe(expected);

    [Fact]
    public void A_confusion_matrix_tells_accuracy_and_the_commonest_confusion()
    {
        int[,] counts =
        {
            { 90, 10, 0 },
            { 1, 99, 0 },
            { 0, 3, 797 },
        };

        var figure = Chart.ConfusionMatrix(counts, classes: ["boot", "bag", "coat"]);

        figure.Title.ShouldBe("98.6% read correctly; most often confused: boot read as bag (10% of them)");
        var data = JsonNode.Parse(figure.ToPlotlyJson())!["data"]!;
        data[0]!["z"]!.ToJsonString().ShouldBe("[[null,10,0],[1,null,0],[0,0.375,null]]");
        data[0]!["customdata"]!.ToJsonString().ShouldBe("[[90,10,0],[1,99,0],[0,3,797]]");
        data[1]!["z"]!.ToJsonString().ShouldBe("[[90,null,null],[null,99,null],[null,null,99.625]]");
    }

    [Fact]
    public void An_image_grid_counts_what_was_read_correctly() =>
        Chart
            .ImageGrid([new float[2, 2], new float[2, 2], new float[2, 2]], [1, 2, 3], [1, 2, 8])
            .Title.ShouldBe("2 of 3 read correctly; framed: true → read as");

    [Fact]
    public void Activations_tell_where_the_zeros_are()
    {
        Chart
            .ActivationHistograms([new("conv1", [-1, 1, 0.5f, 2]), new("relu1", [0, 0, 0, 2])])
            .Title.ShouldBe("Most zeros: relu1 (75%)");
        Chart
            .ActivationHistograms([new("a", [-1, 1]), new("b", [-2, 2])])
            .Title.ShouldBe("Standard deviation from 1 (a) to 2 (b)");
    }

    [Fact]
    public void An_input_channel_is_a_row_of_kernels_and_an_output_channel_a_column()
    {
        var weights = new float[3, 2, 1, 1];
        weights[1, 1, 0, 0] = -1;

        var svg = Chart.Kernels(weights, "one negative weight").ToSvg();

        var png = Convert.FromBase64String(GoldenTests.EmbeddedPng().Match(svg).Groups[1].Value);
        var lines = GoldenTests.Pixels(png)[^(3 * 6)..]; // 2 rows and a gap of 1, each of 5 pixels after a filter byte
        lines[..6].ShouldBe([0, 127, 255, 127, 255, 127]);
        lines[12..].ShouldBe([0, 127, 255, 0, 255, 127]);
    }
}
