using System.Diagnostics;
using DigitLab.Ink.Decoding;
using DigitLab.Ink.Photos;
using DigitLab.Ink.Tests.Photos;
using DigitLab.Ink.Tests.Sheets;
using static TorchSharp.torch;

namespace DigitLab.Ink.Tests;

public class Explore(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public void Run()
    {
        var (trainer, test, _) = Reader.MakeOrSkip();
        var first = int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "1");
        var count = int.Parse(Environment.GetEnvironmentVariable("SHEETS") ?? "20");
        var outFolder = Environment.GetEnvironmentVariable("OUT");
        var widths = (Environment.GetEnvironmentVariable("WIDTHS") ?? "2.0:3.6")
            .Split(' ')
            .Select(w => w.Split(':').Select(double.Parse).ToArray())
            .ToArray();
        int[] right = new int[widths.Length];
        int all = 0,
            missing = 0,
            extra = 0,
            order = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var watch = Stopwatch.StartNew();
            var painted = SheetPainter.Paint((ulong)seed);
            var paint = watch.ElapsedMilliseconds;
            var jpeg = painted.ToJpeg();
            if (outFolder != null)
                File.WriteAllBytes($"{outFolder}/s{seed:00}.jpg", jpeg);
            var photo = ImageFile.Read(jpeg, "x");
            HandwrittenSheet sheet;
            watch.Restart();
            try
            {
                sheet = Handwriting.Read(photo, $"s{seed:00}.jpg");
            }
            catch (InvalidDataException e)
            {
                output.WriteLine($"{seed}: {e.Message}");
                all += painted.Centres.Length;
                missing += painted.Centres.Length;
                continue;
            }
            var read = watch.ElapsedMilliseconds;
            var (found, ex) = painted.Match(sheet);
            var labels = painted.Lines.SelectMany(l => l).Select(g => g.Label).ToArray();
            var ordered = Enumerable.Range(0, found.Length).All(i => found[i] == i) && ex == 0;
            all += labels.Length;
            missing += found.Count(f => f < 0);
            extra += ex;
            if (!ordered)
                order++;
            for (var w = 0; w < widths.Length; w++)
            {
                (MnistForm.Narrowest, MnistForm.Widest) = (widths[w][0], widths[w][1]);
                if (w > 0)
                    sheet = Handwriting.Read(photo, $"s{seed:00}.jpg");
                var classes = trainer.Read(sheet.Images);
                var ok = labels.Where((l, i) => found[i] >= 0 && classes[found[i]] == l).Count();
                right[w] += ok;
                if (w == 0)
                {
                    output.WriteLine(
                        $"{seed}: {ok}/{labels.Length} missing {found.Count(f => f < 0)} extra {ex} order {ordered} mean {sheet.Images.mean().item<float>():0.000} {jpeg.Length / 1024} KB paint {paint} read {read} ms"
                    );
                    if (outFolder != null)
                        sheet
                            .ContactSheet([
                                .. classes.Select(
                                    (c, i) =>
                                        Array.IndexOf(found, i) is var k && k >= 0
                                            ? (labels[k] == c ? $"{c}" : $"{labels[k]}→{c}")
                                            : $"?{c}"
                                ),
                            ])
                            .Save($"{outFolder}/s{seed:00}.svg");
                }
            }
        }
        output.WriteLine($"missing {missing} extra {extra} disordered {order} of {all}");
        for (var w = 0; w < widths.Length; w++)
            output.WriteLine($"{widths[w][0]}:{widths[w][1]}: {right[w]}/{all} = {100.0 * right[w] / all:0.00}%");
        if (Environment.GetEnvironmentVariable("PASTE") is { } paste)
        {
            var n = int.Parse(paste);
            var pixels = test.Images.data<float>().ToArray();
            var labels = test.Labels.data<long>().ToArray();
            var original = trainer.Read(test.Images);
            var sheets = new List<(PaintedSheet P, GreyImage G, int Start)>();
            for (int start = 0, q = 0; start + 40 <= n; start += 40, q++)
            {
                var random = new DigitLab.Ink.Writing.SplitMix64((ulong)(5000 + q));
                var style = SheetStyle.Draw(ref random) with
                {
                    IsUpright = false,
                    Lines = 5,
                    PerLine = 8,
                    DigitSize = 0.7,
                };
                var glyphs = Enumerable
                    .Range(start, 40)
                    .Select(i => new Glyph((int)labels[i], pixels.AsSpan(i * 784, 784).ToArray()))
                    .ToArray();
                var painted = SheetPainter.Paint((ulong)(5000 + q), glyphs, style);
                sheets.Add((painted, ImageFile.Read(painted.ToJpeg(), "x"), start));
            }
            output.WriteLine(
                $"mean of originals {test.Images.narrow(0, 0, n).mean().item<float>():0.0000} all {test.Images.mean().item<float>():0.0000}"
            );
            var sizes = new List<double>();
            for (var i = 0; i < n; i++)
            {
                int l = 28,
                    r = 0,
                    t = 28,
                    b = 0;
                for (var k = 0; k < 784; k++)
                    if (pixels[i * 784 + k] >= 0.5)
                    {
                        l = Math.Min(l, k % 28);
                        r = Math.Max(r, k % 28 + 1);
                        t = Math.Min(t, k / 28);
                        b = Math.Max(b, k / 28 + 1);
                    }
                sizes.Add(Math.Max(r - l, b - t));
            }
            output.WriteLine($"mean half-level box {sizes.Average()}");
            foreach (
                var knobs in (Environment.GetEnvironmentVariable("KNOBS") ?? "20,0.7,0.15,1")
                    .Split(' ')
                    .Select(k => k.Split(',').Select(double.Parse).ToArray())
            )
            {
                (MnistForm.Box, MnistForm.Full, MnistForm.Faint, MnistForm.Gamma) = (
                    knobs[0],
                    knobs[1],
                    knobs[2],
                    knobs[3]
                );
                int good = 0,
                    total = 0,
                    originalGood = 0;
                double mean = 0;
                var distance = 0.0;
                foreach (var (painted, g, start) in sheets)
                {
                    total += 40;
                    originalGood += Enumerable.Range(start, 40).Count(i => original[i] == labels[i]);
                    HandwrittenSheet sheet;
                    try
                    {
                        sheet = Handwriting.Read(g, "p");
                    }
                    catch (InvalidDataException e)
                    {
                        output.WriteLine($"paste {start}: {e.Message}");
                        continue;
                    }
                    var (found, ex) = painted.Match(sheet);
                    var classes = trainer.Read(sheet.Images);
                    var crops = sheet.Images.data<float>().ToArray();
                    mean += crops.Average() / sheets.Count;
                    for (var i = 0; i < 40; i++)
                        if (found[i] >= 0)
                            for (var k = 0; k < 784; k++)
                                distance += Math.Pow(crops[found[i] * 784 + k] - pixels[(start + i) * 784 + k], 2);
                    good += Enumerable.Range(0, 40).Count(i => found[i] >= 0 && classes[found[i]] == labels[start + i]);
                }
                output.WriteLine(
                    $"PASTE {string.Join(",", knobs)}: {good}/{total} = {100.0 * good / total:0.00}% against {100.0 * originalGood / total:0.00}%; mean {mean:0.0000} rms {Math.Sqrt(distance / total / 784):0.000}"
                );
            }
        }
    }
}
