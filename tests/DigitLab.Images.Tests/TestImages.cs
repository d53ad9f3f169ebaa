using System.Runtime.CompilerServices;
using System.Text;

namespace DigitLab.Images.Tests;

/// <summary>The pictures that <c>make_images.py</c> wrote, and what Pillow sees in them.</summary>
internal static class TestImages
{
    public static string Folder { get; } = Path.Combine(ThisFolder(), "images");

    public static string Script { get; } = Path.Combine(ThisFolder(), "make_images.py");

    /// <summary>Reads all JPEG files of a folder by Pillow.</summary>
    public static string Reader { get; } = Path.Combine(ThisFolder(), "read_images.py");

    public static IEnumerable<string> FilesOf(string folder) =>
        Directory
            .GetFiles(folder)
            .Where(file => Path.GetExtension(file) is ".png" or ".jpg")
            .Order(StringComparer.Ordinal);

    /// <summary>How far our luminance is from Pillow's, at most.</summary>
    public static int LargestDifference(string file)
    {
        var found = ImageFile.Read(file);
        var expected = ReadPgm(Path.ChangeExtension(file, ".pgm"));
        (found.Width, found.Height).ShouldBe((expected.Width, expected.Height), Path.GetFileName(file));
        return found.Levels.Zip(expected.Levels, (a, b) => Math.Abs(a - b)).Max();
    }

    /// <summary>Netpbm's grey maps: P5, width, height and 255 as text, then a byte for each pixel.</summary>
    private static GreyImage ReadPgm(string file)
    {
        var bytes = File.ReadAllBytes(file);
        var header = Encoding.ASCII.GetString(bytes, 0, Math.Min(40, bytes.Length)).Split((char[])[' ', '\n'], 5);
        var (width, height) = (int.Parse(header[1]), int.Parse(header[2]));
        return new(width, height, bytes[^(width * height)..]);
    }

    private static string ThisFolder([CallerFilePath] string file = "") => Path.GetDirectoryName(file)!;
}
