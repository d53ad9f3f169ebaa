using System.Text.Json.Nodes;
using DigitLab.Charts;
using Microsoft.Playwright;
using Plotly.NET;
using Chart = DigitLab.Charts.Chart;

namespace DigitLab.Plotly.Tests;

/// <summary>What Plotly draws, in Chromium, of a figure and of the chart that it became.</summary>
public class PictureTests
{
    [Fact]
    public async Task A_chart_looks_as_its_figure()
    {
        string[] programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        if (Array.Find(programs, File.Exists) is not { } program)
        {
            Assert.Skip("Needs Chromium (Debian: apt install chromium).");
            return;
        }
        var figure = Chart.Bars(["a", "b", "c"], new[] { 3, 1, 2 }, "Three bars");
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = program, Args = ["--no-sandbox", "--disable-gpu"] }
        );
        var context = await browser.NewContextAsync(new() { Offline = true });
        var first = await Picture(context, figure.ToPlotlyJson());
        (await Picture(context, GenericChart.toFigureJson(figure.ToChart()))).ShouldBe(first);
        // It is no empty picture: another title makes another.
        var titled = figure.ToChart().With(global::Plotly.NET.Chart.withTitle("Other", null));
        (await Picture(context, GenericChart.toFigureJson(titled))).ShouldNotBe(first);
    }

    private static async Task<byte[]> Picture(IBrowserContext context, string json)
    {
        var assembly = typeof(GenericChart).Assembly;
        var name = assembly.GetManifestResourceNames().Single(resource => resource.EndsWith(".min.js"));
        using var script = new StreamReader(assembly.GetManifestResourceStream(name)!);
        var page = await context.NewPageAsync();
        await page.SetContentAsync("<div id=\"chart\" style=\"width:600px;height:400px\"></div>");
        await page.AddScriptTagAsync(new() { Content = await script.ReadToEndAsync() });
        var bars = await page.EvaluateAsync<int>(
            "async figure => { const f = JSON.parse(figure); await Plotly.newPlot('chart', f.data, f.layout); return document.querySelectorAll('.bars path').length; }",
            json
        );
        bars.ShouldBe(JsonNode.Parse(json)!["data"]![0]!["y"]!.AsArray().Count);
        var picture = await page.Locator("#chart").ScreenshotAsync();
        await page.CloseAsync();
        return picture;
    }
}
