using DigitLab.Ink.Tests.Sheets;
using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests.Photos;

/// <summary>What a LeNet that was trained on MNIST reads of photos.</summary>
public class AccuracyTests(ITestOutputHelper output)
{
    private const int Lines = 5,
        PerLine = 8;

    [Fact]
    public void TheSamplePhotos_AreRead()
    {
        var (trainer, _, _) = Reader.MakeOrSkip();
        var (right, all, sheets) = (0, 0, 0);
        foreach (var line in File.ReadLines(Path.Combine(SheetFiles.Folder, "labels.txt")))
        {
            var (name, labels) = (line[..line.IndexOf(' ')], line[line.IndexOf(' ')..].Replace(" ", ""));
            var sheet = Handwriting.Load(Path.Combine(SheetFiles.Folder, name))[0];
            var read = string.Concat(trainer.Read(sheet.Images));
            // Two digits that touch are taken for one: a mistake too, but not in all that follow.
            right += labels.Length - Mistakes(labels, read);
            (all, sheets) = (all + labels.Length, sheets + 1);
            if (read != labels)
                output.WriteLine($"{name}: {labels} was read as {read}");
        }
        output.WriteLine($"{right} of {all} digits on {sheets} photos: {(double)right / all:P2}");
        sheets.ShouldBeGreaterThanOrEqualTo(24);
        all.ShouldBeGreaterThanOrEqualTo(240);
        ((double)right / all).ShouldBeGreaterThanOrEqualTo(0.95);
    }

    /// <summary>What everything in <see cref="Handwriting"/> is chosen by: sheets of seeds that the samples do not have.</summary>
    [Fact(Explicit = true)]
    public void ValidationSheets()
    {
        var (trainer, _, _) = Reader.MakeOrSkip();
        var (right, all, lost, extra) = (0, 0, 0, 0);
        for (var seed = 1ul; seed <= 60; seed++)
        {
            var painted = SheetPainter.Paint(seed);
            var labels = painted.Lines.SelectMany(line => line).Select(glyph => glyph.Label).ToArray();
            var sheet = painted.Load();
            var (found, more) = painted.Match(sheet);
            var read = trainer.Read(sheet.Images);
            var good = labels.Where((label, i) => found[i] >= 0 && read[found[i]] == label).Count();
            if (good < labels.Length || more > 0)
                output.WriteLine(
                    $"seed {seed}: {good} of {labels.Length}, {found.Count(at => at < 0)} not found, {more} too many"
                );
            (right, all, lost, extra) = (
                right + good,
                all + labels.Length,
                lost + found.Count(at => at < 0),
                extra + more
            );
        }
        output.WriteLine($"{right} of {all}: {(double)right / all:P2}; {lost} not found, {extra} too many");
    }

    /// <summary>DIGITLAB_PASTED=10000 pastes all test images; else the first 1,000.</summary>
    [Fact]
    public void TestImagesOnPhotos_AreReadAlmostAsWell()
    {
        var (trainer, _, test) = Reader.MakeOrSkip();
        var count = int.Parse(Environment.GetEnvironmentVariable("DIGITLAB_PASTED") ?? "1000");
        var pixels = test.Images.data<float>().ToArray();
        int[] labels = [.. test.Labels.data<long>().ToArray().Select(label => (int)label)];
        var originals = trainer.Read(test.Images);
        var (before, after, lost) = (0, 0, 0);
        for (var start = 0; start + Lines * PerLine <= count; start += Lines * PerLine)
        {
            var range = Enumerable.Range(start, Lines * PerLine).ToArray();
            var seed = 50_000 + (ulong)start;
            var random = new SplitMix64(seed);
            var style = SheetStyle.Draw(ref random) with { IsUpright = false, PerLine = PerLine, DigitSize = 0.7 };
            var glyphs = range.Select(i => new Glyph(labels[i], pixels[(i * 784)..((i + 1) * 784)])).ToArray();
            var painted = SheetPainter.Paint(seed, glyphs, style);
            var sheet = painted.Load();
            var (found, _) = painted.Match(sheet);
            var read = trainer.Read(sheet.Images);
            before += range.Count(i => originals[i] == labels[i]);
            after += range.Count(i => found[i - start] is >= 0 and var at && read[at] == labels[i]);
            lost += found.Count(at => at < 0);
        }
        var all = count / (Lines * PerLine) * (Lines * PerLine);
        output.WriteLine(
            $"{all:N0} test images: {(double)before / all:P2} as they are, {(double)after / all:P2} from photos; {lost} were not found"
        );
        ((double)(before - after) / all).ShouldBeLessThanOrEqualTo(0.015);
    }

    /// <summary>DIGITLAB_DRAWN=10000 takes all test images; else the first 500.</summary>
    [Theory]
    [InlineData(28, false)]
    [InlineData(84, false)]
    [InlineData(280, false)]
    [InlineData(28, true)]
    public void TestImagesWithTheirOwnMargin_AreReadAsWell(int side, bool isNegative)
    {
        var (trainer, _, test) = Reader.MakeOrSkip();
        var count = int.Parse(Environment.GetEnvironmentVariable("DIGITLAB_DRAWN") ?? "500");
        var images = test.Images.data<float>().ToArray().Chunk(784).Take(count);
        var labels = test.Labels.data<long>().ToArray();
        var originals = trainer.Read(test.Images);
        var (before, after, same, lost) = (0, 0, 0, 0);
        foreach (var (i, image) in images.Index())
        {
            before += originals[i] == labels[i] ? 1 : 0;
            var picture = DrawnDigits.Picture(image, side / 28, isNegative);
            if (DrawnDigits.Fault(picture, isNegative) is not null)
            {
                lost++;
                continue;
            }
            var read = trainer.Read(Handwriting.Read(picture, "drawing").Images)[0];
            (after, same) = (after + (read == labels[i] ? 1 : 0), same + (read == originals[i] ? 1 : 0));
        }
        output.WriteLine(
            $"{count:N0} test images at {side} pixels: {(double)before / count:P2} as they are, {(double)after / count:P2} "
                + $"as drawings, {same:N0} read as before, {lost} not found whole"
        );
        ((double)(before - after) / count).ShouldBeLessThanOrEqualTo(0.015);
    }

    /// <summary>How many digits must be replaced, left out or put in (Levenshtein's distance).</summary>
    private static int Mistakes(string written, string read)
    {
        var row = Enumerable.Range(0, read.Length + 1).ToArray();
        foreach (var digit in written)
        {
            var corner = row[0]++;
            for (var i = 1; i <= read.Length; i++)
                (corner, row[i]) = (
                    row[i],
                    Math.Min(Math.Min(row[i], row[i - 1]) + 1, corner + (read[i - 1] == digit ? 0 : 1))
                );
        }
        return row[^1];
    }
}
