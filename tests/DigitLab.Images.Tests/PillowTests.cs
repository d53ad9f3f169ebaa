using DigitLab.Tests;

namespace DigitLab.Images.Tests;

/// <summary>Our decoders against Pillow's.</summary>
public class PillowTests
{
    private static readonly string[] Modules = ["PIL", "numpy"];

    public static TheoryData<string> Names =>
        [.. TestImages.FilesOf(TestImages.Folder).Select(file => Path.GetFileName(file))];

    /// <summary>PNG to one level (Pillow rounds once more where something is transparent), JPEG to the rounding of its transform.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryKindOfFile_IsReadAsPillowReadsIt(string name) =>
        TestImages.LargestDifference(Path.Combine(TestImages.Folder, name)).ShouldBeLessThanOrEqualTo(Tolerance(name));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 8)]
    [InlineData(3, 70)]
    [InlineData(333, 251)]
    public void OtherSizes_AreReadAsPillowReadsThem(int width, int height)
    {
        using var folder = new TemporaryFolder();
        Python.Run(TestImages.Script, Modules, folder.Path, $"{width}", $"{height}");
        foreach (var file in TestImages.FilesOf(folder.Path))
            TestImages.LargestDifference(file).ShouldBeLessThanOrEqualTo(Tolerance(file), Path.GetFileName(file));
    }

    /// <summary>What Pillow does not write: restart markers, 4:4:0 and other samplings, RGB.</summary>
    [Fact]
    public void RareJpegs_AreReadAsPillowReadsThem()
    {
        using var folder = new TemporaryFolder();
        foreach (var (name, file) in RareJpegs.All())
            folder.Write($"{name}.jpg", file);
        Python.Run(TestImages.Reader, Modules, folder.Path);
        foreach (var file in TestImages.FilesOf(folder.Path))
            TestImages.LargestDifference(file).ShouldBeLessThanOrEqualTo(Tolerance(file), Path.GetFileName(file));
    }

    // Samples of 16 bits are rounded to 8 before they are mixed.
    private static int Tolerance(string name) => name.Contains("jpeg-") || name.Contains("-16.") ? 2 : 1;
}

/// <summary>JPEG files of kinds that are seldom met.</summary>
internal static class RareJpegs
{
    private const int Width = 45,
        Height = 39;

    public static byte[][] Planes { get; } = [.. Enumerable.Range(0, 3).Select(Plane)];

    public static IEnumerable<(string Name, byte[] File)> All()
    {
        foreach (var (h, v) in new[] { (1, 1), (2, 1), (1, 2), (2, 2), (4, 1), (1, 4), (4, 2) })
        foreach (var restart in new[] { 0, 1, 3 })
            yield return (
                $"jpeg-{h}x{v}-restart-{restart}",
                new JpegWriter
                {
                    Quality = 88,
                    Sampling = (h, v),
                    RestartInterval = restart,
                }.Write(Width, Height, Planes)
            );
        yield return ("jpeg-rgb", new JpegWriter { Quality = 90, IsRgb = true }.Write(Width, Height, Planes));
    }

    /// <summary>Waves with noise on them.</summary>
    private static byte[] Plane(int seed)
    {
        var random = new Random(seed);
        var plane = new byte[Width * Height];
        for (var i = 0; i < plane.Length; i++)
        {
            var (y, x) = Math.DivRem(i, Width);
            var level = 128 + 60 * Math.Sin(x / 5.0 + seed) + 50 * Math.Cos(y / 4.0 - seed) + random.Next(-12, 13);
            plane[i] = (byte)Math.Clamp(level, 0, 255);
        }
        return plane;
    }
}
