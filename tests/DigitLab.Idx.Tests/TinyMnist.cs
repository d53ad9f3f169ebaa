using System.IO.Compression;
using DigitLab.Idx.Sources;

namespace DigitLab.Idx.Tests;

/// <summary>A dataset in MNIST's form with 30 images to train on and 20 to test on.</summary>
internal static class TinyMnist
{
    public static readonly LabeledImages Train = Noise(30, 7);
    public static readonly LabeledImages Test = Noise(20, 8);

    private static readonly IdxArray[] Arrays =
    [
        new([Train.Count, 28, 28], Train.Pixels),
        new([Train.Count], Train.Labels),
        new([Test.Count, 28, 28], Test.Pixels),
        new([Test.Count], Test.Labels),
    ];

    /// <summary>The dataset with its right checksums.</summary>
    public static DatasetSource Source(string folder = "mnist", params Uri[] mirrors) =>
        new(
            "Tiny MNIST",
            folder,
            ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
            mirrors,
            [.. DatasetFile.Names.Zip(Arrays, (name, array) => new DatasetFile(name, array.Sha256()))]
        );

    /// <summary>The four files, gzip, by the names under which mirrors have them.</summary>
    public static IEnumerable<(string Name, byte[] Content)> Files() =>
        DatasetFile.Names.Zip(Arrays, (name, array) => (name + ".gz", Gzip([.. array.Header(), .. array.Values])));

    public static void WriteTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in Files())
            File.WriteAllBytes(Path.Combine(folder, name), content);
    }

    private static LabeledImages Noise(int count, int seed)
    {
        var pixels = new byte[count * 28 * 28];
        new Random(seed).NextBytes(pixels);
        return new(pixels, [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))], 28, 28);
    }

    private static byte[] Gzip(byte[] content)
    {
        var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Optimal))
            gzip.Write(content);
        return result.ToArray();
    }
}
