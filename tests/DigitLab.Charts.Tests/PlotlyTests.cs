using System.Text.Json;

namespace DigitLab.Charts.Tests;

/// <summary>
/// The JSON of every kind of chart in plotly.js itself. Set <c>DIGITLAB_WRITE_PLOTLY</c> to a folder to get what it draws as
/// pictures, and look at them.
/// </summary>
public sealed class PlotlyTests(PlotlyFixture plotly) : IClassFixture<PlotlyFixture>
{
    [Theory]
    [MemberData(nameof(GoldenTests.Kinds), MemberType = typeof(GoldenTests))]
    public async Task Plotly_finds_it_valid_and_draws_it(string kind)
    {
        var page = plotly.PageOrSkip();

        var problems = await page.EvaluateAsync<JsonElement?>(
            """
            async json => {
                const { data, layout } = JSON.parse(json);
                const problems = Plotly.validate(data, layout) ?? [];
                await Plotly.newPlot('chart', data, layout, { displayModeBar: false });
                return problems.map(problem => problem.msg);
            }
            """,
            Samples.All[kind]().ToPlotlyJson()
        );
        if (Environment.GetEnvironmentVariable("DIGITLAB_WRITE_PLOTLY") is { } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, kind + ".png"), FullPage = true });

        problems!.Value.EnumerateArray().Select(problem => problem.GetString()).ShouldBeEmpty();
        (await page.Locator("#chart svg.main-svg").CountAsync()).ShouldBeGreaterThan(0);
    }
}
