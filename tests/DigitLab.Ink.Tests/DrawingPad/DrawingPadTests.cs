using System.Diagnostics;
using DigitLab.Data;
using DigitLab.Interchange;
using DigitLab.Models;
using DigitLab.Training;
using Microsoft.Playwright;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Ink.Tests.DrawingPad;

/// <summary>Drawing pads on pages: drawn on with a mouse and with keys.</summary>
public sealed class DrawingPadTests : PadPages
{
    private static async Task Draw(IPage page, ILocator pad, params (double X, double Y)[][] strokes)
    {
        await pad.Locator(".clear").ClickAsync();
        var paper = pad.Locator(".paper");
        await paper.ScrollIntoViewIfNeededAsync();
        var box = (await paper.BoundingBoxAsync())!;
        foreach (var stroke in strokes)
        {
            for (var i = 0; i < stroke.Length; i++)
            {
                await page.Mouse.MoveAsync(
                    (float)(box.X + box.Width * stroke[i].X),
                    (float)(box.Y + box.Height * stroke[i].Y)
                );
                if (i == 0)
                    await page.Mouse.DownAsync();
            }
            await page.Mouse.UpAsync();
        }
    }

    private static readonly (double, double)[][] Zero =
    [
        [
            .. Enumerable
                .Range(0, 33)
                .Select(i => (0.5 + 0.2 * Math.Sin(i * Math.PI / 16), 0.5 - 0.3 * Math.Cos(i * Math.PI / 16))),
        ],
    ];
    private static readonly (double, double)[][] One =
    [
        [(0.5, 0.2), (0.5, 0.5), (0.5, 0.8)],
    ];
    private static readonly (double, double)[][] Seven =
    [
        [(0.3, 0.2), (0.5, 0.2), (0.7, 0.2), (0.6, 0.5), (0.45, 0.85)],
    ];

    private static async Task<string> Guess(ILocator pad, string not = "")
    {
        var guess = pad.Locator(".guess b");
        await guess.WaitForAsync();
        await pad.Page.EvaluateAsync(
            "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        );
        return await guess.InnerTextAsync();
    }

    private static Sequential Trained()
    {
        manual_seed(1);
        var model = LeNet5.WithRelu();
        new Trainer(model, optim.Adam(model.parameters(), 2e-3)).Fit(
            SyntheticDigits.Load().Train.Take(4000),
            epochs: 3,
            batchSize: 64
        );
        return model;
    }

    [Fact]
    public async Task A_digit_drawn_on_an_exported_page_is_read_with_the_network_off()
    {
        using var model = Trained();
        Safetensors.Save(Path.Combine(PageFolder, "lenet.safetensors"), model);
        var labs = Path.Combine(RepositoryRoot(), "lib", "DigitLab", "bin", Configuration, "net8.0", "references.csx");
        File.WriteAllText(
            Path.Combine(PageFolder, "pad.dib"),
            $"""
            #!csharp

            #load "{labs}"

            #!csharp

            using DigitLab.Ink;
            using DigitLab.Interchange;
            using DigitLab.Models;
            using static TorchSharp.torch;

            var model = LeNet5.WithRelu();
            Safetensors.Load("{Path.Combine(PageFolder, "lenet.safetensors")}", model);
            DrawingPad.For(model)

            #!csharp

            DrawingPad.For(Perceptron.Create(), classes: "abcdefghij".Select(letter => letter.ToString()).ToArray())
            """
        );
        var host = Path.Combine(RepositoryRoot(), "host", "bin", Configuration, "net10.0", "DigitLab.Host.dll");
        using (
            var render = Process.Start(
                new ProcessStartInfo("dotnet", [host, "render", PageFolder, "--out", PageFolder])
                {
                    RedirectStandardOutput = true,
                }
            )!
        )
        {
            var log = await render.StandardOutput.ReadToEndAsync();
            await render.WaitForExitAsync();
            render.ExitCode.ShouldBe(0, log);
        }

        await using var browser = await Browser.StartAsync();
        foreach (
            var (name, width, dark) in new[] { ("wide", 1000, false), ("phone", 390, false), ("dark", 1000, true) }
        )
        {
            var errors = new List<string>();
            var page = await browser.OpenAsync(Path.Combine(PageFolder, "pad.html"), width, dark, errors);
            var pads = page.Locator(".digitlab-pad");
            (await pads.CountAsync()).ShouldBe(2);
            foreach (var (digit, strokes) in new[] { ("0", Zero), ("1", One), ("7", Seven) })
            {
                await Draw(page, pads.First, strokes);
                (await Guess(pads.First)).ShouldBe(digit, name);
            }
            await Draw(page, pads.Last, One);
            "abcdefghij".ShouldContain(await Guess(pads.Last));
            (await Guess(pads.First)).ShouldBe("7", "two pads on a page do not mix");
            // Nothing is wider than the page.
            (await page.EvaluateAsync<int>("() => document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(
                width
            );
            (
                await page.EvaluateAsync<int>(
                    "() => { const ids = [...document.querySelectorAll('[id]')].map(e => e.id); return ids.length - new Set(ids).size; }"
                )
            ).ShouldBe(0);
            errors.ShouldBeEmpty(name);
            if (Environment.GetEnvironmentVariable("DIGITLAB_SCREENSHOTS") is { Length: > 0 } screenshots)
                await page.ScreenshotAsync(
                    new() { Path = Path.Combine(screenshots, $"pad-{name}.png"), FullPage = true }
                );
        }
    }

    /// <summary>Front ends put HTML into the page first and run its scripts then, when they like.</summary>
    [Fact]
    public async Task A_notebook_that_inserts_the_output_shows_the_pad()
    {
        await using var browser = await Browser.StartAsync();
        var errors = new List<string>();
        var page = await browser.OpenAsync(Write("notebook.html"), errors: errors);
        string[] outputs =
        [
            Ink.DrawingPad.For(LeNet5.WithRelu()).ToHtml(),
            Ink.DrawingPad.For(Perceptron.Create()).ToHtml(),
        ];
        var updateTime = await page.EvaluateAsync<double>(
            """
            outputs => {
              // The first is shown twice.
              const cells = [...outputs, outputs[0]].map(html => {
                const cell = document.createElement('div');
                cell.innerHTML = html;
                document.body.append(cell);
                return cell;
              });
              for (const cell of cells)
                for (const old of cell.querySelectorAll('script')) {
                  const script = document.createElement('script');
                  script.textContent = old.textContent;
                  old.replaceWith(script);
                }
              const pad = document.querySelector('.digitlab-pad').drawingPad, start = performance.now();
              for (let i = 0; i < 50; i++) pad.update();
              return (performance.now() - start) / 50;
            }
            """,
            outputs
        );
        TestContext.Current.TestOutputHelper?.WriteLine($"LeNet-5: {updateTime:F2} ms an update");
        var layers = await page.EvaluateAsync<int[]>(
            "() => [...document.querySelectorAll('.digitlab-pad')].map(root => root.querySelectorAll('.layers canvas').length)"
        );
        layers.ShouldBe([11, 3, 11]);
        await Draw(page, page.Locator(".digitlab-pad").Last, One);
        await Guess(page.Locator(".digitlab-pad").Last);
        (await page.Locator(".guess b").CountAsync()).ShouldBe(1, "each pad has a drawing of its own");
        errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Keys_draw_undo_and_clear()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(Write("pad.html", Ink.DrawingPad.For(LeNet5.WithRelu()).ToHtml()));
        var pad = page.Locator(".digitlab-pad");
        await pad.Locator(".paper").FocusAsync();
        await page.Keyboard.PressAsync("Space");
        for (var i = 0; i < 15; i++)
            await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("Space");
        await Guess(pad);
        var ink = await Seen(page);
        ink.Count(dark => dark).ShouldBeInRange(30, 120);
        await page.Keyboard.PressAsync("z");
        await pad.Locator(".guess b").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Draw(page, pad, One, Seven);
        await Guess(pad);
        await pad.Locator(".undo").ClickAsync();
        await Guess(pad);
        await page.Keyboard.PressAsync("Tab");
        (await page.EvaluateAsync<string>("() => document.activeElement.className")).ShouldBe("clear");
        await page.Keyboard.PressAsync("Enter");
        await pad.Locator(".guess b").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        (await Seen(page)).ShouldAllBe(dark => !dark);
    }

    private static async Task Draw(IPage page, ILocator pad, (double, double)[][] first, (double, double)[][] second) =>
        await Draw(page, pad, [.. first, .. second]);

    private static Task<bool[]> Seen(IPage page) =>
        page.EvaluateAsync<bool[]>(
            "() => Array.from(document.querySelector('.seen').getContext('2d').getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === 0).map(v => v < 128)"
        );

    [Fact]
    public void A_pad_has_a_text_and_a_script_from_nowhere_else()
    {
        var pad = Ink.DrawingPad.For(LeNet5.WithTanh());
        pad.ToString()!.ShouldContain("12 layers");
        var html = pad.ToHtml();
        html.ShouldNotContain("://"); // not "http": weights in base64 may spell that
        html.ShouldNotContain(" src=");
        html.Length.ShouldBeLessThan(400_000);
    }

    private static string Configuration =>
        Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)))!;

    private static string RepositoryRoot([System.Runtime.CompilerServices.CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
