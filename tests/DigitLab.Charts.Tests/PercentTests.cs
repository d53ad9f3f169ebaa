using System.Text.Json.Nodes;

namespace DigitLab.Charts.Tests;

/// <summary>No rate is beyond 100%: neither an axis nor a band says so.</summary>
public class PercentTests
{
    [Fact]
    public void A_band_of_rates_ends_at_100()
    {
        Samples.Accuracies().High!.Max().ShouldBeGreaterThan(100);

        Band(Chart.Lines([Samples.Accuracies()], yLabel: "accuracy (%)")).Max().ShouldBe(100);
        Band(Chart.SmallMultiples([new("one", [Samples.Accuracies()])], yLabel: "accuracy (%)")).Max().ShouldBe(100);
    }

    [Fact]
    public void A_band_of_rates_begins_at_0() =>
        Band(
                Chart.Lines(
                    [new("errors", [2, 1]) { Low = [-1, -0.5], High = [5, 2.5] }],
                    yLabel: "errors (%), mean of 3 seeds"
                ),
                trace: 0
            )
            .ShouldBe([0, 0]);

    [Fact]
    public void Whiskers_of_rates_end_at_100()
    {
        var bars = Json(
            Chart.Bars(["a", "b"], [new("x", [98, 60]) { Low = [94, 50], High = [102, 70] }], yLabel: "x (%)")
        );

        Numbers(bars["data"]![0]!["error_y"]!["array"]!).ShouldBe([2, 10]);
    }

    [Theory]
    [InlineData("loss", 99)] // no percentage
    [InlineData("of the first's (%)", 101)] // a percentage, but no share: it has values beyond 100
    public void Other_bands_stay_as_they_are(string yLabel, double value) =>
        Band(Chart.Lines([new("x", [value, 50]) { Low = [90, 40], High = [110, 60] }], yLabel: yLabel))
            .ShouldBe([110, 60]);

    [Fact]
    public void The_axis_of_bars_ends_where_the_last_step_does_not_at_the_letters_above_it()
    {
        var svg = Chart.Bars(["a", "b", "c"], [98.7, 99.1, 97.5], yLabel: "accuracy (%)").ToSvg();

        svg.ShouldContain(">100</text>");
        svg.ShouldContain(">99.1</text>");
        svg.ShouldNotContain(">125</text>");
        svg.ShouldNotContain(">120</text>");
    }

    private static JsonNode Json(Figure figure) => JsonNode.Parse(figure.ToPlotlyJson())!;

    private static double[] Band(Figure figure, int trace = 1) => Numbers(Json(figure)["data"]![trace]!["y"]!);

    private static double[] Numbers(JsonNode array) => [.. array.AsArray().Select(number => (double)number!)];
}
