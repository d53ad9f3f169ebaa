using System.Text.Json;
using DigitLab.Ink.Photos;
using DigitLab.Models;

namespace DigitLab.Ink.Tests.DrawingPad;

/// <summary>The page brings strokes to MNIST's form as <see cref="MnistNormalizer"/> does with ink on a photo.</summary>
public sealed class MnistFormTests : PadPages
{
    public static TheoryData<string, double[][][]> Drawings() =>
        new()
        {
            {
                "a one",
                [
                    [
                        [100, 20, 11],
                        [90, 180, 11],
                        [120, 250, 11],
                    ],
                ]
            },
            {
                "two strokes of a pen that is pressed",
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
                ]
            },
            {
                "thick and lying",
                [
                    [
                        [30, 140, 20],
                        [250, 140, 20],
                    ],
                ]
            },
            {
                "fine and large",
                [
                    [
                        [30, 20, 4],
                        [240, 20, 4],
                        [120, 260, 4],
                    ],
                ]
            },
            {
                "small",
                [
                    [
                        [30, 20, 11],
                        [70, 20, 11],
                        [40, 90, 11],
                    ],
                ]
            },
            {
                "a zero",
                [
                    [
                        .. Enumerable
                            .Range(0, 33)
                            .Select(i =>
                                new[]
                                {
                                    140 + 60 * Math.Sin(i * Math.PI / 16),
                                    140 - 90 * Math.Cos(i * Math.PI / 16),
                                    11,
                                }
                            ),
                    ],
                ]
            },
        };

    [Theory]
    [MemberData(nameof(Drawings))]
    public async Task A_drawing_looks_to_the_network_as_its_photo_does(string name, double[][][] strokes)
    {
        await using var browser = await Browser.StartAsync();
        var page = await browser.OpenAsync(Write("pad.html", Ink.DrawingPad.For(Perceptron.Create()).ToHtml()));
        var json = await page.EvaluateAsync<string>(
            "strokes => JSON.stringify(Array.from(document.querySelector('.digitlab-pad').drawingPad.form(JSON.parse(strokes))))",
            JsonSerializer.Serialize(strokes)
        );
        var drawn = JsonSerializer.Deserialize<float[]>(json)!;
        var photographed = Photographed(strokes);
        // Where the centre of mass lies between two pixels, either may be the middle.
        var (most, ink) = (
            from shift in Enumerable.Range(0, 9)
            let errors = drawn
                .Select(
                    (value, i) => Math.Abs(value - photographed[(i + 784 + shift / 3 * 28 - 28 + shift % 3 - 1) % 784])
                )
                .ToArray()
            select (errors.Max(), errors.Sum() / photographed.Sum())
        ).MinBy(error => error.Item2);
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {most:F3} apart at most, {ink:P1} of the ink");
        most.ShouldBeLessThan(0.15f);
        ink.ShouldBeLessThan(0.05f);
    }

    /// <summary>The strokes as a sharp, evenly lit photo of them, three pixels to one of the pad's 280.</summary>
    private static float[] Photographed(double[][][] strokes)
    {
        const int side = 3 * 280;
        var darkness = new FloatImage(side, side);
        for (var y = 0; y < side; y++)
        for (var x = 0; x < side; x++)
        {
            var cover = Math.Clamp(3 * strokes.Max(stroke => Depth(stroke, (x + 0.5) / 3, (y + 0.5) / 3)) + 0.5, 0, 1);
            darkness.Values[y * side + x] = (float)(1 - Math.Pow(1 - cover, 1 / 2.2)); // as levels of a photo
        }
        var parts = Component.In(Array.ConvertAll(darkness.Values, dark => dark > 0.3f), side, diagonally: true);
        var digit = new ComponentGroup(parts[0]);
        foreach (var part in parts.Skip(1))
            digit.Add(new(part));
        return MnistNormalizer.Normalize(digit, darkness);
    }

    /// <summary>How deep in the ink a point lies; negative: how far from it.</summary>
    private static double Depth(double[][] stroke, double x, double y) =>
        Enumerable
            .Range(0, stroke.Length)
            .Max(i =>
            {
                var (a, b) = (stroke[Math.Max(0, i - 1)], stroke[i]);
                double dx = b[0] - a[0],
                    dy = b[1] - a[1],
                    length = dx * dx + dy * dy;
                var t = length == 0 ? 0 : Math.Clamp(((x - a[0]) * dx + (y - a[1]) * dy) / length, 0, 1);
                return a[2]
                    + t * (b[2] - a[2])
                    - Math.Sqrt(Math.Pow(x - a[0] - t * dx, 2) + Math.Pow(y - a[1] - t * dy, 2));
            });
}
