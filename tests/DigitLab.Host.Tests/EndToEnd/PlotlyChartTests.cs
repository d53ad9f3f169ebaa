using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Tests.Labs;
using DigitLab.Host.Tests.Session;
using Microsoft.Playwright;

namespace DigitLab.Host.Tests.EndToEnd;

/// <summary>Charts of Plotly.NET, as data and as pixels.</summary>
public class PlotlyChartTests
{
    private const string Setup = """
        #r "nuget: Plotly.NET.CSharp, 0.14.0"
        using Plotly.NET.CSharp;
        Plotly.NET.GenericChart Points() => Chart.Point<double, double, string>(x: new[] { 1.0, 2, 3 }, y: new[] { 2.0, 4, 3 }).WithTraceInfo("measured");
        """;

    [Fact]
    public void A_chart_is_shown_in_every_format_and_plotly_js_once()
    {
        var session = new TestSession();
        session.Succeed(Setup);
        var first = session.Succeed("Points()");
        first
            .Result!.Select(entry => entry.Key)
            .ShouldBe(["text/html", "application/vnd.plotly.v1+json", "text/plain"]);
        first.Result!.Text("text/plain").ShouldBe("Plotly chart: scatter measured");
        first.Result!["application/vnd.plotly.v1+json"]!["data"]![0]!["y"]!.ToJsonString().ShouldBe("[2.0,4.0,3.0]");
        first.Result.Text("text/html")!.Length.ShouldBeLessThan(20_000);
        first.Shown.Single().Text("text/html")!.ShouldContain("plotly.js v2.28.0");
        session.Succeed("Points().Display(); Points()").Shown.Count.ShouldBe(1);
        // The cell that carries plotly.js carries it again when it is run again.
        session.Succeed("Points()").Shown.Single().Text("text/html")!.ShouldContain("plotly.js v2.28.0");
    }

    [Fact]
    public void Plotly_NET_Interactive_works_from_the_first_cell_on()
    {
        var session = new TestSession();
        session.Succeed("#r \"nuget: Plotly.NET.Interactive, 6.0.0\"\n" + Setup);
        var html = session.Succeed("Points()").Result.Text("text/html")!;
        html.ShouldNotContain("cdn");
        html.ShouldContain("Plotly.newPlot");
    }

    [Fact]
    public void The_lines_that_lab_14_tells_make_a_chart()
    {
        Course.NeedsLibrary();
        var lab = Course.Labs().Single(lab => lab.Name.StartsWith("14-", StringComparison.Ordinal));
        var cell = lab.Notebook!.Cells.Single(cell => cell.Source.StartsWith("## Charts with Plotly.NET"));
        var lines = cell.Source.Split("```csharp\n")[1].Split("```")[0];
        var library = Path.Combine(Course.Repository(), "lib", "DigitLab.Plotly", "bin", "Release", "net8.0");
        if (!File.Exists(Path.Combine(library, "DigitLab.Plotly.dll")))
        {
            Assert.Skip("lib/DigitLab.Plotly is not built.");
        }
        var session = new TestSession(Course.Notebooks());
        session.Succeed("#!import setup.dib");
        session.Succeed(
            "class Trained { public Figure AccuracyChart() => Chart.Lines([Series.Of(\"a\", [1.0, 2.0])]); }"
        );
        session.Succeed("var otherHistory = new Trained();");
        session.Succeed(lines).Result.Text("text/plain")!.ShouldBe("Plotly chart \"My data set\": scatter a");
    }

    [Fact]
    public async Task A_page_draws_charts_without_a_network()
    {
        if (PdfExport.FindBrowser() is not { } browserPath)
        {
            Assert.Skip("Needs Chromium.");
            return;
        }
        using var folder = new TemporaryFolder();
        folder.Write(
            "charts.dib",
            $"#!csharp\n\n{Setup}\n\n#!csharp\n\nPoints()\n\n#!csharp\n\nChart.Column<int, string, string>(values: new[] {{ 3, 1, 2 }}, Keys: new[] {{ \"a\", \"b\", \"</script>\" }})\n"
        );
        var rendered = Tools.Digitlab("render", folder.Combine("charts.dib"), "--out", folder.Combine("out"));
        rendered.ExitCode.ShouldBe(0, rendered.All);

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = browserPath, Args = ["--no-sandbox", "--disable-gpu"] }
        );
        var context = await browser.NewContextAsync(new() { Offline = true });
        var page = await context.NewPageAsync();
        var errors = new List<string>();
        page.PageError += (_, error) => errors.Add(error);
        page.Request += (_, request) =>
        {
            if (
                !request.Url.StartsWith("file:", StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
            )
            {
                errors.Add(request.Url);
            }
        };
        await page.GotoAsync(new Uri(folder.Combine("out", "charts.html")).AbsoluteUri);
        await page.Locator(".plotly-chart .main-svg")
            .Nth(3)
            .WaitForAsync(new() { State = WaitForSelectorState.Attached });
        errors.ShouldBeEmpty();
        // The points and the bars in Plotly's blue, as many as there should be at least.
        foreach (var (index, least) in new[] { (0, 50), (1, 20_000) })
        {
            var picture = await page.Locator(".plotly-chart").Nth(index).ScreenshotAsync();
            var blue = await page.EvaluateAsync<int>(
                """
                async png => {
                  const picture = await createImageBitmap(new Blob([Uint8Array.from(atob(png), c => c.charCodeAt(0))]));
                  const canvas = new OffscreenCanvas(picture.width, picture.height).getContext("2d");
                  canvas.drawImage(picture, 0, 0);
                  const pixels = canvas.getImageData(0, 0, picture.width, picture.height).data;
                  let count = 0;
                  for (let i = 0; i < pixels.length; i += 4)
                    if (Math.abs(pixels[i] - 99) < 4 && Math.abs(pixels[i + 1] - 110) < 4 && Math.abs(pixels[i + 2] - 250) < 4) count++;
                  return count;
                }
                """,
                Convert.ToBase64String(picture)
            );
            blue.ShouldBeGreaterThan(least);
        }
    }
}
