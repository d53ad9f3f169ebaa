using System.Text.Json;
using DigitLab.Data;
using DigitLab.Models;
using DigitLab.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Ink.Tests.DrawingPad;

/// <summary>The network that runs in the page, against the engine.</summary>
public sealed class PadNetworkTests : PadPages
{
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
        var digits = SyntheticDigits.Load().Test.Take(count).Normalize(0.1307, 0.3081);
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

    [Fact]
    public void What_the_page_cannot_run_is_refused_by_name()
    {
        string Refusal(nn.Module<Tensor, Tensor> model) =>
            Should.Throw<ArgumentException>(() => Ink.DrawingPad.For(model)).Message;
        Refusal(nn.Sequential(("flatten", nn.Flatten()), ("mish", nn.Mish()), ("fc", nn.Linear(784, 10))))
            .ShouldBe("Layer 'mish' is a Mish, which the drawing pad does not support.");
        Refusal(nn.Sequential(("conv", nn.Conv2d(1, 2, 3)))).ShouldContain("2x26x26");
        Refusal(nn.Sequential(("fc", nn.Linear(784, 10))))
            .ShouldContain("does not accept an input of shape [4, 1, 28, 28]");
        Should
            .Throw<ArgumentException>(() => Ink.DrawingPad.For(Perceptron.Create(), classes: ["a"]))
            .Message.ShouldContain("10 classes");
        Should.Throw<ArgumentException>(() => Ink.DrawingPad.For(Perceptron.Create(), deviation: 0));
    }
}
