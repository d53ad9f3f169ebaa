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
        var (trainer, test) = Reader.MakeOrSkip();
        foreach (var haste in new[] { 1, 0.7, 0.5, 0.3, 0 })
        {
            var pixels0 = new byte[4000 * 784];
            var labels0 = new int[4000];
            var (hand, pen) = (new DigitLab.Ink.Writing.Hand(), new DigitLab.Ink.Writing.Pen());
            var rnd = new DigitLab.Ink.Writing.SplitMix64(77);
            for (var i = 0; i < 4000; i++)
            {
                labels0[i] = rnd.Below(10);
                pen.Draw(hand.Write(labels0[i], ref rnd, haste), pixels0.AsSpan(i * 784, 784), ref rnd);
            }
            var c0 = trainer.Read(tensor(Array.ConvertAll(pixels0, b => b / 255f), [4000, 1, 28, 28]));
            output.WriteLine($"haste {haste}: {c0.Where((c, i) => c == labels0[i]).Count() / 40.0:0.0}%");
        }
        var first = int.Parse(Environment.GetEnvironmentVariable("SEED") ?? "1");
        var count = int.Parse(Environment.GetEnvironmentVariable("SHEETS") ?? "20");
        var outFolder = Environment.GetEnvironmentVariable("OUT");
        var widths = (Environment.GetEnvironmentVariable("WIDTHS") ?? "2.0:3.6").Split(' ').Select(w => w.Split(':').Select(double.Parse).ToArray()).ToArray();
        int[] right = new int[widths.Length];
        int all = 0, missing = 0, extra = 0, order = 0;
        for (var seed = first; seed < first + count; seed++)
        {
            var watch = Stopwatch.StartNew();
            var painted = SheetPainter.Paint((ulong)seed);
            var paint = watch.ElapsedMilliseconds;
            var jpeg = painted.ToJpeg();
            if (outFolder != null) File.WriteAllBytes($"{outFolder}/s{seed:00}.jpg", jpeg);
            var photo = ImageFile.Read(jpeg, "x");
            HandwrittenSheet sheet;
            watch.Restart();
            try { sheet = Handwriting.Read(photo, $"s{seed:00}.jpg"); }
            catch (InvalidDataException e) { output.WriteLine($"{seed}: {e.Message}"); all += painted.Centres.Length; missing += painted.Centres.Length; continue; }
            var read = watch.ElapsedMilliseconds;
            var (found, ex) = painted.Match(sheet);
            var labels = painted.Lines.SelectMany(l => l).Select(g => g.Label).ToArray();
            var ordered = Enumerable.Range(0, found.Length).All(i => found[i] == i) && ex == 0;
            all += labels.Length; missing += found.Count(f => f < 0); extra += ex; if (!ordered) order++;
            for (var w = 0; w < widths.Length; w++)
            {
                (MnistForm.Narrowest, MnistForm.Widest) = (widths[w][0], widths[w][1]);
                if (w > 0) sheet = Handwriting.Read(photo, $"s{seed:00}.jpg");
                var classes = trainer.Read(sheet.Images);
                var ok = labels.Where((l, i) => found[i] >= 0 && classes[found[i]] == l).Count();
                right[w] += ok;
                if (w == 0)
                {
                    output.WriteLine($"{seed}: {ok}/{labels.Length} missing {found.Count(f => f < 0)} extra {ex} order {ordered} mean {sheet.Images.mean().item<float>():0.000} {jpeg.Length / 1024} KB paint {paint} read {read} ms");
                    if (outFolder != null) sheet.ContactSheet([.. classes.Select((c, i) => Array.IndexOf(found, i) is var k && k >= 0 ? (labels[k] == c ? $"{c}" : $"{labels[k]}→{c}") : $"?{c}")]).Save($"{outFolder}/s{seed:00}.svg");
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
            foreach (var w in widths)
            {
                (MnistForm.Narrowest, MnistForm.Widest) = (w[0], w[1]);
                int good = 0, lost = 0, ext = 0, originalGood = 0, total = 0;
                for (int start = 0, s = 0; start + 40 <= n; start += 40, s++)
                {
                    var random = new DigitLab.Ink.Writing.SplitMix64((ulong)(5000 + s));
                    var style = SheetStyle.Draw(ref random) with { IsUpright = false, Lines = 5, PerLine = 8, DigitSize = 0.7 };
                    var glyphs = Enumerable.Range(start, 40).Select(i => new Glyph((int)labels[i], pixels.AsSpan(i * 784, 784).ToArray())).ToArray();
                    var painted = SheetPainter.Paint((ulong)(5000 + s), glyphs, style);
                    var jpeg = painted.ToJpeg();
                    if (outFolder != null && s < 5) File.WriteAllBytes($"{outFolder}/p{s:00}.jpg", jpeg);
                    total += 40;
                    originalGood += Enumerable.Range(start, 40).Count(i => original[i] == labels[i]);
                    HandwrittenSheet sheet;
                    try { sheet = Handwriting.Read(ImageFile.Read(jpeg, "x"), $"p{s:00}.jpg"); } catch (InvalidDataException e) { output.WriteLine($"paste {s}: {e.Message}"); lost += 40; continue; }
                    var (found, ex) = painted.Match(sheet);
                    var classes = trainer.Read(sheet.Images);
                    lost += found.Count(f => f < 0); ext += ex;
                    good += Enumerable.Range(0, 40).Count(i => found[i] >= 0 && classes[found[i]] == labels[start + i]);
                    if (outFolder != null && s < 5) sheet.ContactSheet([.. classes.Select((c, i) => Array.IndexOf(found, i) is var k && k >= 0 ? (labels[start + k] == c ? $"{c}" : $"{labels[start + k]}→{c}") : $"?{c}")]).Save($"{outFolder}/p{s:00}.svg");
                    if (found.Any(f => f < 0) || ex > 0) output.WriteLine($"paste {s}: missing {found.Count(f => f < 0)} extra {ex}");
                }
                output.WriteLine($"PASTE {w[0]}:{w[1]}: {good}/{total} = {100.0 * good / total:0.00}% against {100.0 * originalGood / total:0.00}%; lost {lost} extra {ext}");
            }
        }
    }
}
