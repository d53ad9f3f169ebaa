using System.Diagnostics;
using Microsoft.Playwright;

namespace DigitLab.Charts.Tests;

/// <summary>A page with plotly.js in headless Chromium; or why there is none.</summary>
public sealed class PlotlyFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-plotly").FullName;
    private IPlaywright? playwright;
    private IBrowser? browser;
    private IPage? page;
    private string missing = "";

    /// <summary>The page, or a skipped test.</summary>
    public IPage PageOrSkip()
    {
        Assert.SkipWhen(page is null, missing);
        return page!;
    }

    public async ValueTask InitializeAsync()
    {
        if ((Find("chromium") ?? Find("google-chrome")) is not { } chromium)
        {
            missing = "Needs Chromium.";
            return;
        }
        if (await InstallPlotly() is { } problem)
        {
            missing = problem;
            return;
        }
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new() { ExecutablePath = chromium, Args = ["--no-sandbox", "--disable-gpu"] }
        );
        page = await browser.NewPageAsync(
            new()
            {
                ViewportSize = new() { Width = 700, Height = 700 },
            }
        );
        await page.SetContentAsync("<!DOCTYPE html><title>Plotly</title><body><div id=\"chart\"></div></body>");
        await page.AddScriptTagAsync(
            new() { Path = Path.Combine(folder, "node_modules", "plotly.js-dist-min", "plotly.min.js") }
        );
    }

    /// <summary>Null, or what is missing.</summary>
    private async Task<string?> InstallPlotly()
    {
        if (Find("npm") is not { } npm)
            return "Needs npm, for plotly.js.";
        File.Copy(Path.Combine(AppContext.BaseDirectory, "package.json"), Path.Combine(folder, "package.json"));
        using var install = Process.Start(
            new ProcessStartInfo(npm, "install --no-audit --no-fund --loglevel=error")
            {
                WorkingDirectory = folder,
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            }
        )!;
        var output = install.StandardOutput.ReadToEndAsync();
        var error = await install.StandardError.ReadToEndAsync();
        await output;
        await install.WaitForExitAsync();
        return install.ExitCode == 0 ? null : $"npm cannot install plotly.js: {error.Trim().Split('\n')[0]}";
    }

    private static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Select(place => Path.Combine(place, program))
            .FirstOrDefault(File.Exists);

    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        Directory.Delete(folder, recursive: true);
    }
}
