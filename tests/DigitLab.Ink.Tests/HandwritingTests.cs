using DigitLab.Images;
using DigitLab.Ink.Tests.Sheets;
using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests;

public class HandwritingTests
{
    private static readonly SheetStyle Plain = new() { Ink = [0.02f, 0.02f, 0.02f], PenWidth = 0.1 };

    [Fact]
    public void ASheet_IsCutInReadingOrder()
    {
        var painted = SheetPainter.Paint(3, Plain with { Lines = 3, PerLine = 5, Angle = 0.08 });
        var sheet = painted.Load();
        var (found, extra) = painted.Match(sheet);
        extra.ShouldBe(0);
        found.ShouldBe(Enumerable.Range(0, found.Length));
        sheet.Images.shape.ShouldBe([found.Length, 1, 28, 28]);
    }

    [Fact]
    public void EachDigit_HasMnistsForm()
    {
        var images = SheetPainter.Paint(4, Plain).Load().Images.data<float>().ToArray();
        foreach (var image in images.Chunk(28 * 28))
        {
            image.Max().ShouldBe(1, 0.02);
            image.Min().ShouldBe(0);
            var inked = Enumerable.Range(0, image.Length).Where(i => image[i] >= 0.5).ToArray();
            var size =
                Math.Max(
                    inked.Max(i => i % 28) - inked.Min(i => i % 28),
                    inked.Max(i => i / 28) - inked.Min(i => i / 28)
                ) + 1;
            size.ShouldBeInRange(18, 21);
            double mass = image.Sum(),
                x = image.Select((ink, i) => ink * (i % 28 + 0.5)).Sum() / mass,
                y = image.Select((ink, i) => ink * (i / 28 + 0.5)).Sum() / mass;
            x.ShouldBe(14, 0.51);
            y.ShouldBe(14, 0.51);
        }
    }

    /// <summary>A 5 whose bar does not touch it, and a 7 with a bar across.</summary>
    [Fact]
    public void BrokenStrokes_AreJoined()
    {
        var picture = Drawing(
            600,
            300,
            [
                (60, 60, 60, 120),
                (60, 120, 110, 150),
                (110, 150, 60, 210),
                (74, 56, 120, 52),
                (300, 60, 400, 60),
                (400, 60, 340, 210),
                (335, 135, 395, 135),
            ]
        );
        Handwriting.Read(picture, "drawing").Count.ShouldBe(2);
    }

    [Fact]
    public void AFolder_GivesItsPhotosByName()
    {
        using var folder = new TemporaryFolder();
        folder.Write("b.JPG", SheetPainter.Paint(6, Plain).ToJpeg());
        folder.Write("a.jpeg", SheetPainter.Paint(5, Plain).ToJpeg(orientation: 6));
        folder.Write("notes.txt", [1]);
        var sheets = Handwriting.Load(folder.Path);
        sheets.Select(sheet => Path.GetFileName(sheet.File)).ShouldBe(["a.jpeg", "b.JPG"]);
        sheets.Images.shape[0].ShouldBe(sheets.Sum(sheet => sheet.Count));
        sheets[0].Width.ShouldBe(1200);
        sheets.ContactSheet().ToSvg().ShouldContain("a.jpeg");
    }

    [Fact]
    public void AContactSheet_ShowsEachStep()
    {
        var sheet = SheetPainter.Paint(7, Plain).Load();
        var drawing = sheet.ContactSheet().ToSvg();
        foreach (var step in new[] { "1. the photo", "2. paper found", "3. ink", "4. digits", "5. longer side" })
            drawing.ShouldContain(step);
        Should
            .Throw<ArgumentException>(() => sheet.ContactSheet(["one"]))
            .Message.ShouldContain("1 captions do not fit");
    }

    [Fact]
    public void ABlankSheet_IsRefused()
    {
        var painted = SheetPainter.Paint(8, [], Plain with { Lines = 1 });
        Refusal(painted).ShouldContain("no digit found");
    }

    [Fact]
    public void ABlankSquaredSheet_IsRefused()
    {
        var style = Plain with { RuleStep = 0.08, RuleStrength = 0.6, IsSquared = true };
        Refusal(SheetPainter.Paint(9, [], style)).ShouldContain("no digit found");
    }

    [Theory]
    [InlineData("desk")]
    [InlineData("landscape")]
    [InlineData("noise")]
    [InlineData("black")]
    [InlineData("white")]
    public void APhotoWithNoDigit_IsRefused(string kind)
    {
        var noise = new Noise(5);
        var random = new SplitMix64(3);
        var levels = new byte[640 * 480];
        for (var i = 0; i < levels.Length; i++)
        {
            double x = i % 640,
                y = i / 640;
            levels[i] = (byte)
                Math.Clamp(
                    kind switch
                    {
                        "desk" => 90 + 30 * noise.Octaves(x / 200, y / 6, 4),
                        "landscape" => 220
                            - y / 4
                            + (y > 200 + 60 * noise.At(x / 90, 0) ? -110 + 25 * noise.Octaves(x / 30, y / 30, 4) : 0),
                        "noise" => random.Uniform(0, 255),
                        "black" => 0,
                        _ => 255,
                    },
                    0,
                    255
                );
        }
        Should
            .Throw<InvalidDataException>(() => Handwriting.Read(new GreyImage(640, 480, levels), "holiday.jpg"))
            .Message.ShouldStartWith("holiday.jpg: no digit found");
    }

    [Fact]
    public void WhatIsNoImage_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        Message(folder.Write("a.png", "hello"u8.ToArray())).ShouldContain("not a PNG or JPEG image");
        Message(folder.Write("b.jpg", [0, 0, 0, 24, .. "ftypheic"u8])).ShouldContain("HEIC");
        Message(folder.Write("d.jpg", [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBPVP8 "u8]))
            .ShouldContain("WebP: save it as PNG or JPEG");
        Message(folder.Write("c.jpg", [])).ShouldContain("the file is empty");
        Should.Throw<FileNotFoundException>(() => Handwriting.Load("nowhere.jpg")).Message.ShouldContain("nowhere.jpg");
        using var empty = new TemporaryFolder();
        Should
            .Throw<FileNotFoundException>(() => Handwriting.Load(empty.Path))
            .Message.ShouldContain("no photo in this folder");

        static string Message(string file)
        {
            var message = Should.Throw<InvalidDataException>(() => Handwriting.Load(file)).Message;
            message.ShouldStartWith(file);
            return message;
        }
    }

    private static string Refusal(PaintedSheet painted) =>
        Should.Throw<InvalidDataException>(() => painted.Load()).Message;

    private static GreyImage Drawing(int width, int height, (int X0, int Y0, int X1, int Y1)[] strokes)
    {
        var levels = new byte[width * height];
        Array.Fill(levels, (byte)230);
        foreach (var (x0, y0, x1, y1) in strokes)
            for (var t = 0.0; t <= 1; t += 0.002)
            for (var dy = -4; dy <= 4; dy++)
            for (var dx = -4; dx <= 4; dx++)
                levels[((int)(y0 + t * (y1 - y0)) + dy) * width + (int)(x0 + t * (x1 - x0)) + dx] = 40;
        return new(width, height, levels);
    }
}
