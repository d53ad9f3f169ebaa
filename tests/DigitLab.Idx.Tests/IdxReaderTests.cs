using System.IO.Compression;

namespace DigitLab.Idx.Tests;

public sealed class IdxReaderTests : IDisposable
{
    // Two images of 2 x 3, and their labels, as the format's description has them.
    private static readonly byte[] Images =
    [
        .. new byte[] { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3 },
        .. new byte[] { 10, 11, 12, 13, 14, 15, 20, 21, 22, 23, 24, 25 },
    ];
    private static readonly byte[] Labels = [0, 0, 8, 1, 0, 0, 0, 2, 7, 3];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ReadsPlainAndGzip_WhateverTheName(bool gzip)
    {
        var images = folder.Write("images.bin", gzip ? Gzip(Images) : Images);
        var labels = folder.Write("labels.bin", gzip ? Gzip(Labels) : Labels);

        var read = IdxReader.ReadLabeled(images, labels);

        (read.Count, read.Height, read.Width).ShouldBe((2, 2, 3));
        read[1].ToArray().ShouldBe([20, 21, 22, 23, 24, 25]);
        read.Labels.ShouldBe([7, 3]);
    }

    [Theory]
    [InlineData("a.idx")]
    [InlineData("a.idx.gz")]
    public void WhatIsWritten_IsReadAgain(string name)
    {
        var array = new IdxArray([2, 1, 3, 2], [.. Enumerable.Range(0, 12).Select(i => (byte)i)]);
        IdxWriter.Write(folder[name], array);

        var read = IdxReader.Read(folder[name]);

        read.Shape.ShouldBe(array.Shape);
        read.Values.ShouldBe(array.Values);
        Directory.GetFiles(folder.Path).Length.ShouldBe(1, "nothing temporary stays");
    }

    [Fact]
    public void Writer_RefusesAShapeThatDoesNotFit() =>
        Should
            .Throw<ArgumentException>(() => IdxWriter.Write(folder["a"], new([2, 2], [1, 2, 3])))
            .Message.ShouldContain("[2, 2] needs 4 values, found 3");

    [Theory]
    [InlineData(new byte[] { }, "only 0 bytes of content, expected images (00 00 08 03)")]
    [InlineData(new byte[] { 0, 0, 8 }, "only 3 bytes")]
    [InlineData(
        new byte[] { 1, 2, 3, 4, 5 },
        "not an IDX file: it starts with 01 02 03 04, expected images (00 00 08 03)"
    )]
    [InlineData(new byte[] { 0x3C, 0x68, 0x74, 0x6D, 0x6C }, "web page")]
    [InlineData(new byte[] { 0, 0, 0x0D, 3, 0, 0, 0, 1 }, "type 0x0D (float32), expected unsigned bytes (0x08)")]
    [InlineData(new byte[] { 0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 1, 9 }, "rank 2, expected images")]
    [InlineData(
        new byte[] { 0, 0, 8, 1, 0, 0, 0, 1, 9 },
        "holds labels (rank 1), expected images (00 00 08 03). Were the files of images and labels swapped?"
    )]
    [InlineData(new byte[] { 0, 0, 8, 3, 0, 0 }, "truncated within its header of 16 bytes")]
    [InlineData(new byte[] { 0, 0, 8, 3, 0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1 }, "dimension 0 is 2,147,483,648")]
    [InlineData(
        new byte[] { 0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 5 },
        "[2, 1, 1] needs 2 bytes of values, the file has 1"
    )]
    [InlineData(new byte[] { 0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 5, 6 }, "1 bytes after the values")]
    [InlineData(
        new byte[] { 0, 0, 8, 3, 0x7F, 255, 255, 255, 0x7F, 255, 255, 255, 0x7F, 255, 255, 255 },
        "the file has 0"
    )]
    public void BadFiles_AreNamedWithWhatWasFoundAndExpected(byte[] content, string expected)
    {
        var path = folder.Write("train-images-idx3-ubyte", content);
        var message = Should.Throw<InvalidDataException>(() => IdxReader.ReadImages(path)).Message;
        message.ShouldStartWith(path);
        message.ShouldContain(expected);
    }

    [Fact]
    public void ImagesInThePlaceOfLabels_AreCalledSwapped()
    {
        var images = folder.Write("images", Images);
        var labels = folder.Write("labels", Labels);
        var message = Should.Throw<InvalidDataException>(() => IdxReader.ReadLabeled(labels, images)).Message;
        message.ShouldBe(
            $"{labels}: holds labels (rank 1), expected images (00 00 08 03). Were the files of images and labels swapped?"
        );
        Should
            .Throw<InvalidDataException>(() => IdxReader.ReadLabels(images))
            .Message.ShouldContain("holds images (rank 3), expected labels (00 00 08 01)");
    }

    [Fact]
    public void CountsThatDiffer_AreRefused()
    {
        var images = folder.Write("images", Images);
        var labels = folder.Write("labels", 0, 0, 8, 1, 0, 0, 0, 3, 7, 3, 1);
        Should
            .Throw<InvalidDataException>(() => IdxReader.ReadLabeled(images, labels))
            .Message.ShouldBe($"{images} holds 2 images, but {labels} holds 3 labels: the two do not belong together.");
    }

    [Fact]
    public void ALabelOutOfRange_IsRefused()
    {
        var images = folder.Write("images", Images);
        var labels = folder.Write("labels", 0, 0, 8, 1, 0, 0, 0, 2, 7, 10);
        Should
            .Throw<InvalidDataException>(() => IdxReader.ReadLabeled(images, labels))
            .Message.ShouldBe($"{labels}: label 1 (counted from 0) is 10, expected 0 to 9.");
    }

    [Fact]
    public void NoImages_AreRefused()
    {
        var images = folder.Write("images", 0, 0, 8, 3, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 3);
        var labels = folder.Write("labels", 0, 0, 8, 1, 0, 0, 0, 0);
        Should
            .Throw<InvalidDataException>(() => IdxReader.ReadLabeled(images, labels))
            .Message.ShouldContain("holds no pixels: its shape is [0, 2, 3]");
    }

    [Fact]
    public void DamagedGzip_IsRefused()
    {
        var whole = Gzip([0, 0, 8, 1, 0, 0, 16, 0, .. Noise(4096)]);
        var truncated = folder.Write("truncated.gz", whole[..2000]);
        Should.Throw<InvalidDataException>(() => IdxReader.ReadLabels(truncated)).Message.ShouldStartWith(truncated);

        byte[] flipped = [.. whole];
        flipped[^6] ^= 1; // the checksum that ends a gzip file
        var damaged = folder.Write("damaged.gz", flipped);
        Should.Throw<InvalidDataException>(() => IdxReader.ReadLabels(damaged)).Message.ShouldStartWith(damaged);
    }

    [Fact]
    public void CutGzip_IsRefused_AlsoWhereAllPixelsAreThere()
    {
        var whole = TinyMnist.Files().First().Content;
        for (var cut = 1; cut <= 40; cut++)
        {
            var path = folder.Write("cut.gz", whole[..^cut]);
            Should.Throw<InvalidDataException>(() => IdxReader.ReadImages(path)).Message.ShouldStartWith(path);
        }
    }

    [Fact]
    public void GzipThatClaimsMuch_TakesLittleMemory()
    {
        // 1 MB of noise behind a header that claims a gigabyte.
        var path = folder.Write("bomb.gz", Gzip([0, 0, 8, 1, 0x40, 0, 0, 0, .. Noise(1 << 20)]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Should
            .Throw<InvalidDataException>(() => IdxReader.ReadLabels(path))
            .Message.ShouldContain("an uncompressed length of 1,048,584 bytes, shape [1073741824] needs 1,073,741,832");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(64 << 20);

        var small = folder.Write("small.gz", Gzip([0, 0, 8, 1, 0x40, 0, 0, 0, 1, 2, 3]));
        Should
            .Throw<InvalidDataException>(() => IdxReader.ReadLabels(small))
            .Message.ShouldContain("more than a gzip file of this length can hold");
    }

    [Fact]
    public void AnyMutation_IsReadOrRefused()
    {
        var random = new Random(20);
        byte[][] seeds = [Images, Labels, Gzip(Images), Gzip(Labels)];
        var path = folder["mutated"];
        for (var i = 0; i < 5_000; i++)
        {
            var content = seeds[i % seeds.Length].ToList();
            for (var change = random.Next(1, 4); change > 0 && content.Count > 0; change--)
            {
                var at = random.Next(content.Count);
                switch (random.Next(4))
                {
                    case 0:
                        content[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        content[at] ^= (byte)(1 << random.Next(8));
                        break;
                    case 2:
                        content.RemoveRange(at, random.Next(1, content.Count - at + 1));
                        break;
                    default:
                        content.Insert(at, (byte)random.Next(256));
                        break;
                }
            }
            File.WriteAllBytes(path, [.. content]);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var read = IdxReader.Read(path);
                read.Values.Length.ShouldBe(read.Shape.Aggregate(1, (size, dimension) => size * dimension));
            }
            catch (InvalidDataException error)
            {
                error.Message.ShouldStartWith(path);
            }
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        }
    }

    private static byte[] Noise(int count)
    {
        var noise = new byte[count];
        new Random(1).NextBytes(noise);
        return noise;
    }

    private static byte[] Gzip(byte[] content)
    {
        var result = new MemoryStream();
        using (var gzip = new GZipStream(result, CompressionLevel.Fastest))
            gzip.Write(content);
        return result.ToArray();
    }
}
