using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace DigitLab.Images.Tests;

public class BadImageTests
{
    public static TheoryData<string> Names =>
        [.. TestImages.FilesOf(TestImages.Folder).Select(file => Path.GetFileName(file))];

    /// <summary>However little is missing: never half an image.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ATruncatedFile_IsRefused(string name)
    {
        var file = File.ReadAllBytes(Path.Combine(TestImages.Folder, name));
        for (var length = 0; length < file.Length; length += length < file.Length - 40 ? 1 + file.Length / 60 : 1)
            Refusal(file[..length]).ShouldStartWith("file: ");
    }

    [Fact]
    public void ATruncatedJpeg_SaysSo()
    {
        var file = File.ReadAllBytes(Path.Combine(TestImages.Folder, "jpeg-baseline-420-90.jpg"));
        Refusal(file[..(file.Length / 2)]).ShouldContain("truncated");
        Refusal(file[..^2]).ShouldContain("truncated");
    }

    [Fact]
    public void HugeSizes_AreRefusedBeforeAnythingIsAllocated()
    {
        foreach (var (width, height) in new[] { (1 << 30, 1 << 30), (-1, 1), (60_000, 60_000), (9_000, 9_000), (0, 5) })
        {
            var png = Png(width, height, Deflated(1000));
            var before = GC.GetAllocatedBytesForCurrentThread();
            Refusal(png);
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
        }
        Refusal(Png(60_000, 60_000, Deflated(1000))).ShouldContain("at most 100 megapixels");
        Refusal(Png(9_000, 9_000, Deflated(1000))).ShouldContain("do not fit a file of this length");

        var jpeg = File.ReadAllBytes(Path.Combine(TestImages.Folder, "jpeg-progressive-grey.jpg"));
        var frame = jpeg.AsSpan().IndexOf([(byte)0xff, (byte)0xc2]);
        BinaryPrimitives.WriteUInt32BigEndian(jpeg.AsSpan(frame + 5), 9_000 << 16 | 9_000);
        Refusal(jpeg).ShouldContain("do not fit a file of this length");
    }

    /// <summary>Pixels that unpack to more than the header announces are not unpacked.</summary>
    [Fact]
    public void ADecompressionBomb_IsRefused()
    {
        var bomb = Png(100, 100, Deflated(200_000_000));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(bomb).ShouldContain("more pixels than its header announces");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [Fact]
    public void AJpegForPrint_IsRefusedInWords() =>
        Refusal(File.ReadAllBytes(Path.Combine(TestImages.Folder, "cmyk.jpeg"))).ShouldContain("CMYK");

    [Theory]
    [InlineData(0xc9, "arithmetic coding")]
    [InlineData(0xc3, "lossless")]
    public void OtherKindsOfJpeg_AreRefusedInWords(int marker, string kind)
    {
        var file = File.ReadAllBytes(Path.Combine(TestImages.Folder, "jpeg-baseline-grey.jpg"));
        file[file.AsSpan().IndexOf([(byte)0xff, (byte)0xc0]) + 1] = (byte)marker;
        Refusal(file).ShouldContain(kind);
    }

    /// <summary>The dictionary's bit in the zlib header, then its number (RFC 1950, 2.2).</summary>
    [Fact]
    public void APresetDictionary_IsRefused() =>
        Refusal(Png(4, 4, [0x78, 0x20, 1, 2, 3, 4, 0, 0])).ShouldContain("its compressed pixels are damaged");

    [Fact]
    public void AWrongChecksum_IsRefused()
    {
        var file = File.ReadAllBytes(Path.Combine(TestImages.Folder, "png-rgb.png"));
        file[^20] ^= 1;
        Refusal(file).ShouldContain("wrong checksum");
    }

    private static string Refusal(byte[] file) =>
        Should.Throw<InvalidDataException>(() => ImageFile.Read(file, "file")).Message;

    private static byte[] Deflated(int zeros)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            var part = new byte[100_000];
            for (var left = zeros; left > 0; left -= part.Length)
                zlib.Write(part.AsSpan(0, Math.Min(left, part.Length)));
        }
        return packed.ToArray();
    }

    private static byte[] Png(int width, int height, byte[] pixels)
    {
        using var file = new MemoryStream();
        file.Write(PngReader.Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        Chunk("IHDR"u8, header);
        Chunk("IDAT"u8, pixels);
        Chunk("IEND"u8, []);
        return file.ToArray();

        void Chunk(ReadOnlySpan<byte> type, byte[] data)
        {
            var number = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
            file.Write(number);
            byte[] body = [.. type, .. data];
            file.Write(body);
            BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.HashToUInt32(body));
            file.Write(number);
        }
    }
}
