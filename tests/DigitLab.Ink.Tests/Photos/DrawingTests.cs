using System.Runtime.CompilerServices;
using DigitLab.Images;
using DigitLab.Ink.Photos;
using DigitLab.Ink.Tests.Sheets;
using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests.Photos;

/// <summary>Digits that were drawn on a screen, with a narrow margin.</summary>
public class DrawingTests(ITestOutputHelper output)
{
    private const int Longest = 2000;

    public static TheoryData<int, bool> Sizes =>
        new()
        {
            { 28, false },
            { 84, false },
            { 280, false },
            { 28, true },
            { 84, true },
            { 280, true },
        };

    /// <summary>The first 60 of MNIST's test images; DIGITLAB_DRAWN=10000 takes all of them.</summary>
    [Theory]
    [MemberData(nameof(Sizes))]
    public void MnistsTestImages_AreFoundWhole(int side, bool isNegative)
    {
        var images = Reader.LoadOrSkip().Test.Images.data<float>().ToArray().Chunk(784);
        var count = int.Parse(Environment.GetEnvironmentVariable("DIGITLAB_DRAWN") ?? "60");
        FindWhole([.. images.Take(count)], side, isNegative);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void DigitsOfTheLibrarysHand_AreFoundWhole(int side, bool isNegative) =>
        FindWhole([.. Enumerable.Range(0, 60).Select(i => DrawnDigits.Write(i % 10, (ulong)i))], side, isNegative);

    /// <summary>Strokes may be at the very edge: what is cut off to the left and right is all of the margin.</summary>
    [Fact]
    public void DigitsThatReachTheEdge_AreFoundWhole()
    {
        foreach (var digit in new[] { 0, 2, 3, 6, 8 })
        {
            var ink = DrawnDigits.Write(digit, 5);
            var columns = Enumerable.Range(0, 28).Where(x => Enumerable.Range(0, 28).Any(y => ink[y * 28 + x] > 0.5));
            var (left, width) = (columns.First(), columns.Last() - columns.First() + 1);
            var cropped = ink.Chunk(28).SelectMany(row => row[left..(left + width)]).ToArray();
            DrawnDigits
                .Fault(DrawnDigits.Picture(cropped, 4, width: width), isNegative: false)
                .ShouldBeNull($"{digit}");
        }
    }

    [Theory]
    [InlineData("7-side28.png")]
    [InlineData("0-side280.png")]
    public void SavedDrawings_AreFoundWhole(string name) =>
        DrawnDigits.Fault(ImageFile.Read(Path.Combine(ThisFolder(), "images", name)), isNegative: false).ShouldBeNull();

    /// <summary>JPEG leaves waves around strokes, up to the border.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void DrawingsSavedAsJpeg_AreFoundWhole(bool isNegative)
    {
        for (var digit = 0; digit < 10; digit++)
        {
            var drawn = DrawnDigits.Picture(DrawnDigits.Write(digit, 3), 5, isNegative);
            var file = new JpegWriter { Quality = 85 }.Write(
                drawn.Width,
                drawn.Height,
                [drawn.Levels, drawn.Levels, drawn.Levels]
            );
            DrawnDigits.Fault(ImageFile.Read(file, "drawing"), isNegative).ShouldBeNull($"{digit}");
        }
    }

    /// <summary>Boxes are in pixels of the file, though a small picture is enlarged to be looked at.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ALineOfDigits_IsReadFromLeftToRight(bool isNegative)
    {
        var digits = Enumerable.Range(0, 6).Select(i => DrawnDigits.Write(i, 2).Chunk(28).ToArray()).ToArray();
        var line = Enumerable.Range(0, 28).SelectMany(y => digits.SelectMany(digit => digit[y])).ToArray();
        var sheet = Handwriting.Read(DrawnDigits.Picture(line, isNegative: isNegative, width: 6 * 28), "line");
        sheet.Boxes.Select(box => (box.Left + box.Width / 2) / 28).ShouldBe(Enumerable.Range(0, 6));
        (sheet.Width, sheet.Height).ShouldBe((6 * 28, 28));
        sheet.ContactSheet().ToSvg().ShouldContain("line: 6 digits found");
    }

    [Fact]
    public void ANegative_IsReadAsThePositive()
    {
        var ink = DrawnDigits.Write(4, 1);
        var (positive, negative) = (
            Handwriting.Read(DrawnDigits.Picture(ink, 3), "positive"),
            Handwriting.Read(DrawnDigits.Picture(ink, 3, isNegative: true), "negative")
        );
        negative.Boxes.ShouldBe(positive.Boxes);
        negative.Images.data<float>().ToArray().ShouldBe(positive.Images.data<float>().ToArray());
    }

    /// <summary>A camera that shows the desk as black without any grain: the sheet on it is no stroke.</summary>
    [Theory]
    [InlineData(0.5, 0.0)]
    [InlineData(0.6, 0.15)]
    [InlineData(0.7, -0.3)]
    public void ASheetOnABlackDesk_IsNotInverted(double size, double angle)
    {
        var style = new SheetStyle
        {
            SheetSize = size,
            Angle = angle,
            Desk = [0, 0, 0],
            Ink = [0.02f, 0.02f, 0.02f],
            PenWidth = 0.1,
        };
        var painted = SheetPainter.Paint(11, style);
        var photo = ImageFile.Read(painted.ToJpeg(90), "photo");
        photo = photo with { Levels = Array.ConvertAll(photo.Levels, level => level < 50 ? (byte)0 : level) };
        photo.Levels[0].ShouldBe((byte)0);
        Drawing.Find(photo, Longest).ShouldBeNull();
        var (found, extra) = painted.Match(Handwriting.Read(photo, "photo"));
        found.ShouldBe(Enumerable.Range(0, found.Length));
        extra.ShouldBe(0);
    }

    [Fact]
    public void PhotosAreNoDrawings()
    {
        foreach (var file in Directory.EnumerateFiles(SheetFiles.Folder, "*.jpg"))
            Drawing.Find(ImageFile.Read(file), Longest).ShouldBeNull(file);
    }

    /// <summary>Every desk and paper again, as dark as a camera shows them at night and as bright as in the sun.</summary>
    [Theory]
    [InlineData(0.15)]
    [InlineData(1.6)]
    public void PhotosAreNoDrawings_HoweverExposed(double exposure)
    {
        for (var seed = 301ul; seed < 307; seed++)
        {
            var random = new SplitMix64(seed);
            var painted = SheetPainter.Paint(seed, SheetStyle.Draw(ref random) with { Exposure = exposure });
            Drawing.Find(ImageFile.Read(painted.ToJpeg(), "photo"), Longest).ShouldBeNull($"seed {seed}");
        }
    }

    private void FindWhole(float[][] digits, int side, bool isNegative)
    {
        var faults = digits
            .Select(digit => DrawnDigits.Fault(DrawnDigits.Picture(digit, side / 28, isNegative), isNegative))
            .Select((fault, i) => (Number: i, Fault: fault))
            .Where(found => found.Fault is not null)
            .ToList();
        foreach (var (number, fault) in faults)
            output.WriteLine($"digit {number}: {fault}");
        output.WriteLine($"{digits.Length - faults.Count} of {digits.Length} found whole at {side} pixels");
        // One in a thousand may be odd, none of the first 60.
        faults.Count.ShouldBeLessThanOrEqualTo(digits.Length / 1000);
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
