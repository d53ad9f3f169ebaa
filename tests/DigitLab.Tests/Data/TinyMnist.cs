using System.IO.Compression;
using DigitLab.Data;
using DigitLab.Data.Sources;

namespace DigitLab.Tests.Data;

/// <summary>A dataset in MNIST's form with 30 images to train on and 20 to test on.</summary>
internal static class TinyMnist
{
    public static readonly LabeledImages Train = SyntheticDigits.Generate(30, 7);
    public static readonly LabeledImages Test = SyntheticDigits.Generate(20, 8);

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
            Mnist.Source.ClassNames,
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

    private static byte[] Gzip(byte[] content)
    {
        var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Optimal))
            gzip.Write(content);
        return result.ToArray();
    }
}
