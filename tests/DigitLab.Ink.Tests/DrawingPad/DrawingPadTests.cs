using System.Diagnostics;
using System.Text.Json;
using DigitLab.Data;
using DigitLab.Interchange;
using DigitLab.Models;
using DigitLab.Tests;
using DigitLab.Training;
using Microsoft.Playwright;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Ink.Tests.DrawingPad;

public sealed class DrawingPadTests : IDisposable
{
    private static readonly Lazy<TrainTestData> Digits = new(SyntheticDigits.Load);

    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-pad-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Write(string name, params string[] outputs)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(
            path,
            $"<!DOCTYPE html><html lang=en><meta charset=utf-8><title>Pad</title>{string.Join('\n', outputs)}</html>"
        );
        return path;
    }

    /// <summary>A network of every layer that the page knows.</summary>
    private sealed class Everything : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential features = nn.Sequential(
            ("pad", nn.ZeroPad2d((1, 2, 0, 1))),
            ("conv1", nn.Conv2d(1, 4, 5, stride: 2, padding: 1)),
            ("norm", nn.BatchNorm2d(4)),
            ("gelu", nn.GELU()),
            ("constant", nn.ConstantPad2d(1, 0.3)),
            ("conv2", nn.Conv2d(4, 6, 3, padding: Padding.Same, dilation: 2, groups: 2, bias: false)),
            ("silu", nn.SiLU()),
            ("reflect", nn.ReflectionPad2d(2)),
            ("max", nn.MaxPool2d(3, stride: 2, padding: 1, ceil_mode: true)),
            ("leaky", nn.LeakyReLU(0.2)),
            ("replicate", nn.ReplicationPad2d((0, 1, 2, 0))),
            ("mean", nn.AvgPool2d(3, stride: 2, padding: 1, ceil_mode: true)),
            ("inner", nn.AvgPool2d(2, stride: 1, padding: 1, count_include_pad: false)),
            ("elu", nn.ELU(0.7)),
            ("gelutanh", nn.GELU(GELU.Approximate.tanh)),
            ("dropout2", nn.Dropout2d()),
            ("adaptive", nn.AdaptiveAvgPool2d((3, 2)))
        );
        private readonly Linear hidden = nn.Linear(36, 20);
        private readonly BatchNorm1d norm = nn.BatchNorm1d(20);
        private readonly Sequential head = nn.Sequential(
            nn.Sigmoid(),
            nn.Dropout(0.5),
            nn.Identity(),
            nn.Linear(20, 12, hasBias: false),
            nn.ReLU6(),
            nn.Tanh(),
            nn.Linear(12, 10),
            nn.LogSoftmax(1)
        );

        public Everything()
            : base("everything")
        {
            RegisterComponents();
            // Statistics other than those at the start.
            train();
            call(randn(20, 1, 28, 28)).Dispose();
            eval();
        }

        public override Tensor forward(Tensor input) =>
            head.call(norm.call(hidden.call(features.call(input).flatten(1))));
    }

    public static TheoryData<string> Networks() => [.. LabNetworks.Names, "everything"];

    [Theory]
    [MemberData(nameof(Networks))]
    public async Task Its_numbers_are_the_engines(string name)
    {
        const int count = 100;
        manual_seed(1);
        using var model = name == "everything" ? new Everything() : LabNetworks.Create(name);
        model.eval();
        var digits = Digits.Value.Test.Take(count).Normalize(0.1307, 0.3081);
        var pixels = (digits.Images * 0.3081 + 0.1307).data<float>().ToArray().Chunk(784).ToArray();
        float[] expected;
        // Not across an await: the rest runs on another thread, and this one would stay without gradients.
        using (no_grad())
            expected = model.call(digits.Images).data<float>().ToArray();

        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(Write("pad.html", Ink.DrawingPad.For(model, 0.1307, 0.3081).ToHtml()));
        var json = await page.EvaluateAsync<string>(
            """
            images => {
              const pad = document.querySelector('.digitlab-pad').drawingPad, start = performance.now();
              const results = JSON.parse(images).map(image => Array.from(pad.run(image)));
              return JSON.stringify({ results: results.flat(), time: (performance.now() - start) / results.length });
            }
            """,
            JsonSerializer.Serialize(pixels)
        );
        var answer = JsonDocument.Parse(json).RootElement;
        var actual = answer.GetProperty("results").EnumerateArray().Select(item => item.GetSingle()).ToArray();
        actual.Length.ShouldBe(10 * count);
        var furthest = actual.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{name}: {furthest:E1} apart, {answer.GetProperty("time").GetDouble():F2} ms an image"
        );
        furthest.ShouldBeLessThan(1e-4f);
    }

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
            Digits.Value.Train.Take(4000),
            epochs: 3,
            batchSize: 64
        );
        return model;
    }

    [Fact]
    public async Task A_digit_drawn_on_an_exported_page_is_read_with_the_network_off()
    {
        using var model = Trained();
        Safetensors.Save(Path.Combine(folder, "lenet.safetensors"), model);
        var labs = Path.Combine(RepositoryRoot(), "lib", "DigitLab", "bin", Configuration, "net8.0", "references.csx");
        File.WriteAllText(
            Path.Combine(folder, "pad.dib"),
            $"""
            #!csharp

            #load "{labs}"

            #!csharp

            using DigitLab.Ink;
            using DigitLab.Interchange;
            using DigitLab.Models;
            using static TorchSharp.torch;

            var model = LeNet5.WithRelu();
            Safetensors.Load("{Path.Combine(folder, "lenet.safetensors")}", model);
            DrawingPad.For(model)

            #!csharp

            DrawingPad.For(Perceptron.Create(), classes: "abcdefghij".Select(letter => letter.ToString()).ToArray())
            """
        );
        var host = Path.Combine(RepositoryRoot(), "host", "bin", Configuration, "net10.0", "DigitLab.Host.dll");
        using (
            var render = Process.Start(
                new ProcessStartInfo("dotnet", [host, "render", folder, "--out", folder])
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
            var page = await browser.OpenAsync(Path.Combine(folder, "pad.html"), width, dark, errors);
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
    public async Task A_drawing_is_brought_to_MNISTs_form()
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(Write("pad.html", Ink.DrawingPad.For(Perceptron.Create()).ToHtml()));
        double[][][][] drawings =
        [
            [
                [
                    [100, 20, 11],
                    [90, 180, 11],
                    [120, 250, 11],
                ],
            ],
            [
                [
                    [40, 60, 11],
                    [150, 50, 14],
                    [200, 60, 9],
                ],
                [
                    [60, 120, 11],
                    [61, 200, 5],
                ],
            ],
            [
                [
                    [3, 3, 4],
                ],
            ],
            [
                [
                    [10, 140, 20],
                    [270, 140, 20],
                ],
            ],
        ];
        foreach (var drawing in drawings)
        {
            var json = await page.EvaluateAsync<string>(
                "strokes => JSON.stringify(Array.from(document.querySelector('.digitlab-pad').drawingPad.form(JSON.parse(strokes))))",
                JsonSerializer.Serialize(drawing)
            );
            var actual = JsonSerializer.Deserialize<double[]>(json)!;
            var expected = MnistForm.Of(drawing);
            var errors = actual.Zip(expected, (a, b) => Math.Abs(a - b)).ToArray();
            errors.Max().ShouldBeLessThan(0.05);
            errors.Average().ShouldBeLessThan(0.002);
        }
    }

    [Fact]
    public void What_the_page_cannot_run_is_refused_by_name()
    {
        string Refusal(nn.Module<Tensor, Tensor> model) =>
            Should.Throw<ArgumentException>(() => Ink.DrawingPad.For(model)).Message;
        Refusal(nn.Sequential(("flatten", nn.Flatten()), ("mish", nn.Mish()), ("fc", nn.Linear(784, 10))))
            .ShouldBe("Layer 'mish' is a Mish, which cannot run in a page.");
        Refusal(nn.Sequential(("conv", nn.Conv2d(1, 2, 3)))).ShouldContain("2x26x26");
        Refusal(nn.Sequential(("fc", nn.Linear(784, 10))))
            .ShouldContain("does not take an input of shape [4, 1, 28, 28]");
        Should
            .Throw<ArgumentException>(() => Ink.DrawingPad.For(Perceptron.Create(), classes: ["a"]))
            .Message.ShouldContain("10 classes");
        Should.Throw<ArgumentException>(() => Ink.DrawingPad.For(Perceptron.Create(), deviation: 0));
    }

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
