using Microsoft.Playwright;

namespace DigitLab.Ink.Tests.DrawingPad;

/// <summary>Chromium without a network; the test is skipped where it is not installed.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;

    private Browser(IPlaywright playwright, IBrowser browser) =>
        (this.playwright, this.browser) = (playwright, browser);

    public static async Task<Browser> StartAsync()
    {
        var path = Environment.GetEnvironmentVariable("DIGITLAB_BROWSER") is { Length: > 0 } own
            ? own
            : (Environment.GetEnvironmentVariable("PATH") ?? "")
                .Split(Path.PathSeparator)
                .SelectMany(folder =>
                    new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Combine(folder, name))
                )
                .FirstOrDefault(File.Exists);
        if (path is null)
            Assert.Skip("Needs Chromium.");
        var playwright = await Playwright.CreateAsync();
        return new(
            playwright,
            await playwright.Chromium.LaunchAsync(
                new()
                {
                    ExecutablePath = path,
                    Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
                }
            )
        );
    }

    /// <summary>Opens a file. Whatever the page writes to its console as an error fails the test.</summary>
    public async Task<IPage> OpenAsync(string file, int width = 1000, bool dark = false, List<string>? errors = null)
    {
        var context = await browser.NewContextAsync(
            new()
            {
                Offline = true,
                ViewportSize = new() { Width = width, Height = 1000 },
                ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            }
        );
        var page = await context.NewPageAsync();
        page.PageError += (_, error) => errors?.Add(error);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
                errors?.Add(message.Text);
        };
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(new Uri(file).AbsoluteUri);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await browser.DisposeAsync();
        playwright.Dispose();
    }
}
