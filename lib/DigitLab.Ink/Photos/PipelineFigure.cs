using DigitLab.Charts;
using DigitLab.Charts.Drawing;

namespace DigitLab.Ink.Photos;

/// <summary>Draws the steps from a photo to the digits.</summary>
internal static class PipelineFigure
{
    private const double Gap = 10;

    /// <summary>The photo's longer side in a drawing, in pixels.</summary>
    private const int Detail = 320;

    /// <summary>One photo, step by step.</summary>
    public static Figure Of(HandwrittenSheet sheet, IReadOnlyList<string>? captions)
    {
        if (captions is not null && captions.Count != sheet.Count)
            throw new ArgumentException(
                $"{sheet.Count} digits were found: {captions.Count} captions do not fit.",
                nameof(captions)
            );
        var name = Path.GetFileName(sheet.File);
        var count = sheet.Count == 1 ? "1 digit" : $"{sheet.Count} digits";
        var svg = new Svg(
            $"{name}: {count} found",
            $"{name}, step by step: the photo, its light evened out, what is ink, the {count} in reading order, and each in MNIST's form."
                + (captions is null ? "" : $" {string.Join(", ", captions)}.")
        );
        var width = (svg.Width - Gap) / 2;
        var evened = Evened(sheet);
        Panel(svg, 0, width, "1. the photo", Photo(sheet));
        var height = Panel(svg, width + Gap, width, "2. paper found, light evened out", evened);
        svg.Height += height + Gap;
        Panel(svg, 0, width, "3. ink", Ink(sheet));
        Panel(svg, width + Gap, width, "4. digits, in reading order", Photo(sheet));
        Boxes(svg, sheet, width + Gap, svg.Height + Caption, width);
        svg.Height += height + Gap;
        svg.Text(
            0,
            svg.Height + 13,
            "5. longer side 20 pixels, centre of mass in the middle of 28 × 28",
            Svg.SmallSize
        );
        svg.Height += Caption;
        Crops(svg, sheet, captions ?? [.. Enumerable.Range(1, sheet.Count).Select(i => $"{i}")]);
        return new("contact sheet", svg);
    }

    /// <summary>Several photos, each beside the digits that were found on it.</summary>
    public static Figure OfAll(IReadOnlyList<HandwrittenSheet> sheets)
    {
        var digits = sheets.Sum(sheet => sheet.Count);
        var svg = new Svg(
            $"{sheets.Count} photos: {digits} digits found",
            string.Join(", ", sheets.Select(sheet => $"{Path.GetFileName(sheet.File)}: {sheet.Count}"))
        );
        var width = (svg.Width - 2 * Gap) / 3;
        for (var i = 0; i < sheets.Count; i += 3)
        {
            var row = sheets.Skip(i).Take(3).ToList();
            var height = 0.0;
            for (var column = 0; column < row.Count; column++)
            {
                var left = column * (width + Gap);
                var caption = $"{Path.GetFileName(row[column].File)}: {row[column].Count}";
                height = Math.Max(height, Panel(svg, left, width, caption, Photo(row[column], Detail / 2)));
                Boxes(svg, row[column], left, svg.Height + Caption, width);
            }
            svg.Height += height + Gap;
        }
        return new("contact sheets", svg);
    }

    private const double Caption = 20;

    private static double Panel(Svg svg, double left, double width, string caption, byte[,] indices)
    {
        var height = width * indices.GetLength(0) / indices.GetLength(1);
        svg.Text(left, svg.Height + 13, Svg.Fit(caption, width, Svg.SmallSize), Svg.SmallSize);
        svg.Image(left, svg.Height + Caption, width, height, indices, ColorScale.Ink);
        svg.Rect(left, svg.Height + Caption, width, height, null, "currentColor", 0.4);
        return height + Caption;
    }

    private static void Boxes(Svg svg, HandwrittenSheet sheet, double left, double top, double width)
    {
        var unit = width / sheet.Width;
        for (var i = 0; i < sheet.Count; i++)
        {
            var box = sheet.Boxes[i];
            var (x, y) = (left + box.Left * unit - 2, top + box.Top * unit - 2);
            svg.Rect(x, y, box.Width * unit + 4, box.Height * unit + 4, null, Palette.Focus, 1.2);
            svg.Text(x, y - 2, $"{i + 1}", 9, fill: Palette.Focus, weight: 600);
        }
    }

    private static void Crops(Svg svg, HandwrittenSheet sheet, IReadOnlyList<string> captions) =>
        _ = new Tiles(
            svg,
            sheet.Images.ToImages(),
            ColorScale.Ink,
            (0, 1),
            across: Math.Min(10, sheet.Count),
            largest: 60,
            captions: [.. captions.Select(caption => (caption, (string?)null))]
        );

    private static byte[,] Photo(HandwrittenSheet sheet, int detail = Detail)
    {
        var plane = new FloatImage(sheet.Width, sheet.Height);
        for (var i = 0; i < plane.Values.Length; i++)
            plane.Values[i] = 1 - sheet.Photo.Levels[i] / 255f;
        return Shrunk(plane, detail);
    }

    private static byte[,] Evened(HandwrittenSheet sheet) => Shrunk(sheet.Darkness, Detail);

    private static byte[,] Ink(HandwrittenSheet sheet)
    {
        var ink = new FloatImage(sheet.Darkness.Width, sheet.Darkness.Height);
        foreach (var pixel in sheet.Ink.SelectMany(component => component.Pixels))
            ink.Values[pixel] = 1;
        return Shrunk(ink, Detail);
    }

    /// <summary>A value for each pixel, 0 is white and 1 is black, as a smaller picture.</summary>
    private static byte[,] Shrunk(FloatImage plane, int detail)
    {
        plane = plane.Reduced(Math.Max(1, Math.Max(plane.Width, plane.Height) / detail));
        var indices = new byte[plane.Height, plane.Width];
        for (var y = 0; y < plane.Height; y++)
        for (var x = 0; x < plane.Width; x++)
            indices[y, x] = ColorScale.Index(plane.Values[y * plane.Width + x], 0, 1);
        return indices;
    }
}
