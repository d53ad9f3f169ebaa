using DigitLab.Images;

namespace DigitLab.Ink.Tests.Sheets;

/// <summary>Painted sheets as pictures and as files.</summary>
internal static class SheetFiles
{
    /// <summary>The repository's sample photos.</summary>
    public static string Folder { get; } = Path.Combine(RepositoryFolder(), "data", "handwriting");

    private static string RepositoryFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "DigitLab.slnx")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("no DigitLab.slnx above the tests");
        return folder.FullName;
    }

    /// <summary>The sheet as a camera would save it.</summary>
    public static byte[] ToJpeg(this PaintedSheet sheet, int quality = 75, int orientation = 0)
    {
        var (width, height, planes) = (sheet.Width, sheet.Height, sheet.Planes);
        if (orientation > 1)
        {
            // Saved as the sensor lay: turned back by the inverse of what the reader will do.
            int[] inverse = [0, 1, 2, 3, 4, 5, 8, 7, 6];
            var turned = planes
                .Select(plane => new GreyImage(width, height, plane).Oriented(inverse[orientation]))
                .ToArray();
            (width, height) = (turned[0].Width, turned[0].Height);
            planes = [.. turned.Select(image => image.Levels)];
        }
        return new JpegWriter { Quality = quality, Orientation = orientation }.Write(width, height, planes);
    }

    /// <summary>The sheet as our reader sees it after a camera saved it.</summary>
    public static HandwrittenSheet Load(this PaintedSheet sheet, int quality = 75) =>
        Handwriting.Read(ImageFile.Read(sheet.ToJpeg(quality), "sheet"), "sheet");

    /// <summary>Which found digit is which written one; -1: it was not found. Found ones that are none are counted.</summary>
    public static (int[] Found, int Extra) Match(this PaintedSheet sheet, HandwrittenSheet found)
    {
        var matches = new int[sheet.Centres.Length];
        var taken = new bool[found.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            var (x, y) = sheet.Centres[i];
            matches[i] = -1;
            for (var j = 0; j < found.Count; j++)
            {
                var box = found.Boxes[j];
                double dx = box.Left + box.Width / 2.0 - x,
                    dy = box.Top + box.Height / 2.0 - y;
                if (
                    !taken[j]
                    && dx * dx + dy * dy < 0.25 * Math.Max(box.Width, box.Height) * Math.Max(box.Width, box.Height)
                )
                    (matches[i], taken[j]) = (j, true);
                if (matches[i] >= 0)
                    break;
            }
        }
        return (matches, taken.Count(one => !one));
    }
}
