using System.Text.Json.Nodes;
using DigitLab.Charts;
using DigitLab.Charts.Tests;
using Plotly.NET;
using Plotly.NET.CSharp;
using Chart = DigitLab.Charts.Chart;
using CSharpChart = Plotly.NET.CSharp.Chart;
using Figure = DigitLab.Charts.Figure;

namespace DigitLab.Plotly.Tests;

/// <summary>Figures as charts of Plotly.NET, and back.</summary>
public class FigureConversionTests
{
    public static TheoryData<string> Names => [.. Samples.All.Keys];

    private static Figure Lines() =>
        Chart.Lines(
            [Series.Of("train", new[] { 2.5, 1.25, 1 }), Series.Of("test", new[] { 2.5, 1.5, 1.75 })],
            "Loss falls",
            yLabel: "loss"
        );

    private static JsonNode Json(GenericChart chart)
    {
        var json = JsonNode.Parse(GenericChart.toFigureJson(chart))!.AsObject();
        json.Remove("frames");
        return json;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_chart_has_its_figures_data_and_layout(string name)
    {
        var figure = Samples.All[name]();
        Canonical(Json(figure.ToChart())).ShouldBe(Canonical(JsonNode.Parse(figure.ToPlotlyJson())!));
    }

    [Fact]
    public void Plotly_NETs_functions_go_on_with_it()
    {
        var figure = Lines();
        var chart = figure
            .ToChart()
            .WithXAxisStyle<double, double, string>(TitleText: "step")
            .With(global::Plotly.NET.Chart.withTitle("mine", null));
        var layout = Json(chart)["layout"]!;
        layout["title"]!["text"]!.GetValue<string>().ShouldBe("mine");
        layout["xaxis"]!["title"]!["text"]!.GetValue<string>().ShouldBe("step");
        // What nobody changed stays.
        layout["xaxis"]!["gridcolor"]!.GetValue<string>().ShouldBe("rgba(128,128,128,0.25)");
        layout["title"]!["font"]!["size"]!.GetValue<int>().ShouldBe(16);
        Canonical(Json(chart)["data"]!).ShouldBe(Canonical(JsonNode.Parse(figure.ToPlotlyJson())!["data"]!));
    }

    [Theory]
    [InlineData("lines")]
    [InlineData("points")]
    [InlineData("bars")]
    [InlineData("heatmap")]
    public void A_chart_comes_back_as_a_figure(string kind)
    {
        var figure = kind switch
        {
            "lines" => Lines(),
            "points" => Chart.Scatter([1, 2, 3, 4], [2, 1, 4, 3], [0, 1, 0, 1], "Two kinds", classes: ["a", "b"]),
            "bars" => Chart.Bars(["0", "1", "2"], [new("train", [5, 3, 4]), new("test", [1, 2, 3])], "Digits"),
            _ => Chart.Heatmap(
                new double[,]
                {
                    { 1, 2 },
                    { 3, 4 },
                },
                "Values",
                ["a", "b"],
                ["x", "y"]
            ),
        };
        var back = figure.ToChart().ToFigure();
        Canonical(JsonNode.Parse(back.ToPlotlyJson())!).ShouldBe(Canonical(JsonNode.Parse(figure.ToPlotlyJson())!));
        (back.Kind, back.Title).ShouldBe((figure.Kind, figure.Title));
        back.ToSvg().ShouldContain("<svg");
    }

    [Fact]
    public void A_chart_of_Plotly_NETs_own_becomes_a_figure()
    {
        var figure = CSharpChart
            .Line<double, double, string>(x: [1.0, 2, 3], y: [3.0, 1, 2], Name: "mine")
            .With(global::Plotly.NET.Chart.withTitle("Mine <b>is</b> it", null))
            .ToFigure();
        figure.Title.ShouldBe("Mine  is  it");
        figure.Kind.ShouldBe("lines");
    }

    [Fact]
    public void What_cannot_be_drawn_is_named()
    {
        var pie = CSharpChart.Pie<int, string, string>(values: [1, 2]);
        Should
            .Throw<NotSupportedException>(() => pie.ToFigure())
            .Message.ShouldBe(
                "A trace of the type 'pie' cannot be drawn as a figure; scatter, bar, histogram and heatmap can."
            );
        Should.Throw<ArgumentNullException>(() => ((Figure)null!).ToChart());
    }

    /// <summary>JSON with names in order and numbers as numbers.</summary>
    private static string Canonical(JsonNode node) =>
        node switch
        {
            JsonObject inner =>
                $"{{{string.Join(',', inner.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}:{Text(entry.Value)}"))}}}",
            JsonArray items => $"[{string.Join(',', items.Select(Text))}]",
            JsonValue value when value.TryGetValue(out double number) => number.ToString("R"),
            _ => node.ToJsonString(),
        };

    private static string Text(JsonNode? node) => node is null ? "null" : Canonical(node);
}
