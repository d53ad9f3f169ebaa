using System.IO.Compression;
using DigitLab.Fuzzing;
using DigitLab.Idx.Sources;

namespace DigitLab.Idx.Tests.Fuzzing;

/// <summary>Damaged files of datasets: arrays, plain and gzip, and archives of them.</summary>
public sealed class IdxFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly byte[][] Plain =
    [
        File([3, 4, 5]),
        File([3]),
        File([2, 1, 1]),
        File([0]),
        File([1, 2, 1, 2, 1, 2, 1, 2]),
        File([40, 6, 6]),
    ];

    private static readonly byte[][] Words =
    [
        [0, 0, 8, 1],
        [0, 0, 8, 3],
        [0, 0, 8, 8],
        [0x7F, 0xFF, 0xFF, 0xFF],
        [0xFF, 0xFF, 0xFF, 0xFF],
        [0, 1, 0, 0],
        [0x1F, 0x8B, 8, 0],
        [.. "<html>"u8],
    ];

    private static readonly DatasetSource Tiny = new(
        "Tiny",
        "tiny",
        ["0", "1", "2"],
        [],
        [.. DatasetFile.Names.Select(name => new DatasetFile(name))]
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Arrays() =>
        new ReaderFuzz("IDX", Plain) { Words = Words }.Run(output, bytes => Read(folder.Write("array", bytes)));

    /// <summary>Damaged before it is compressed, after, or both.</summary>
    [Fact]
    public void Compressed_arrays() =>
        new ReaderFuzz("IDX, gzip", [.. Plain, .. Plain.Select(Gzip)])
        {
            Words = Words,
            Mend = (bytes, random) => bytes is [0x1F, 0x8B, ..] || random.Next(10) == 0 ? bytes : Gzip(bytes),
        }.Run(output, bytes => Read(folder.Write("array.gz", bytes)));

    [Fact]
    public void Archives() =>
        new ReaderFuzz("dataset .zip", Zip(""), Zip(".gz"), Zip("", CompressionLevel.NoCompression))
        {
            Words =
            [
                [.. "PK\u0001\u0002"u8],
                [.. "PK\u0003\u0004"u8],
                [.. "PK\u0005\u0006"u8],
                [.. ".gz"u8],
                .. Words,
            ],
            // Its files are flushed to the disk.
            Slice = 300,
        }.Run(output, ReadArchive);

    /// <summary>What once was not refused.</summary>
    [Fact]
    public void An_archives_file_that_is_longer_than_it_says_is_refused()
    {
        var zip = Zip("", CompressionLevel.NoCompression);
        // The length of the first file, in the list at the end.
        var list = zip.AsSpan().IndexOf("PK\u0001\u0002"u8);
        zip[list + 24]--;
        ReadArchive(zip).ShouldBeFalse();
    }

    /// <summary>As images, as labels, as both, and as whatever it is.</summary>
    private static bool Read(string path)
    {
        var read = ReaderFuzz.Reads<InvalidDataException>(path, () => Whole(IdxReader.Read(path)));
        ReaderFuzz.Reads<InvalidDataException>(path, () => IdxReader.ReadLabeled(path, path));
        // In chunks, as a training set is read: the same values.
        var chunks = new List<byte>();
        if (ReaderFuzz.Reads<InvalidDataException>(path, () => ReadChunks(path, chunks)))
            chunks.ShouldBe(IdxReader.ReadImages(path).Values);
        return read;
    }

    private static void ReadChunks(string path, List<byte> values)
    {
        using var file = DatasetFile.OpenImages(path);
        foreach (var chunk in file.ReadChunks(size: 100))
            values.AddRange(chunk.Span);
        new DatasetFile("images").Verify(path, file);
    }

    private static void Whole(IdxArray array) =>
        array.Values.Length.ShouldBe(array.Shape.Aggregate(1, (product, size) => product * size));

    private bool ReadArchive(byte[] bytes)
    {
        var path = folder.Write("tiny.zip", bytes);
        if (DatasetArchive.Find(folder.Path, Tiny) is null)
            return false;
        var unpacked = folder["unpacked"];
        try
        {
            // Errors of its files name these.
            return ReaderFuzz.Reads<InvalidDataException>(
                    path,
                    () => DatasetArchive.Unpack(path, Tiny, unpacked, TextWriter.Null)
                )
                && ReaderFuzz.Reads<InvalidDataException>(
                    unpacked,
                    () => Array.ForEach(Tiny.Files, file => file.Read(file.FindIn(unpacked)!))
                );
        }
        finally
        {
            if (Directory.Exists(unpacked))
            {
                Directory.GetFiles(unpacked, "*.tmp").ShouldBeEmpty();
                Directory.Delete(unpacked, recursive: true);
            }
        }
    }

    private static byte[] File(int[] shape)
    {
        var size = shape.Aggregate(1, (product, dimension) => product * dimension);
        return [.. new IdxArray(shape, []).Header(), .. Enumerable.Range(0, size).Select(i => (byte)(i % 3))];
    }

    private static byte[] Gzip(byte[] content)
    {
        var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Optimal))
            gzip.Write(content);
        return result.ToArray();
    }

    private static byte[] Zip(string extension, CompressionLevel level = CompressionLevel.Optimal)
    {
        var result = new MemoryStream();
        using (var zip = new ZipArchive(result, ZipArchiveMode.Create))
            foreach (var name in DatasetFile.Names)
            {
                var content = File(name.Contains("images") ? [3, 2, 2] : [3]);
                using var entry = zip.CreateEntry($"tiny/{name}{extension}", level).Open();
                entry.Write(extension == "" ? content : Gzip(content));
            }
        return result.ToArray();
    }
}
