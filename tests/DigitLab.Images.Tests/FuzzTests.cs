using System.Buffers.Binary;
using System.IO.Hashing;
using DigitLab.Fuzzing;

namespace DigitLab.Images.Tests;

/// <summary>Whatever bytes come: an image or an <see cref="InvalidDataException"/>, soon.</summary>
public class FuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Pngs() =>
        new ReaderFuzz("PNG", Files(".png"))
        {
            Slice = 10_000,
            Mend = (bytes, random) => random.Next(5) == 0 ? bytes : WithChecksums(bytes),
        }.Run(output, Read);

    [Fact]
    public void Jpegs() =>
        new ReaderFuzz("JPEG", [.. Files(".jpg"), .. RareJpegs.All().Select(rare => rare.File)])
        {
            Slice = 10_000,
            Words =
            [
                [0xFF, 0xC0],
                [0xFF, 0xC2],
                [0xFF, 0xC4],
                [0xFF, 0xD0],
                [0xFF, 0xDA],
                [0xFF, 0xDB],
                [0xFF, 0xDD, 0, 4],
                [0xFF, 0xE1, 0, 8, .. "Exif"u8],
                [0xFF, 0xEE],
            ],
        }.Run(output, Read);

    private static bool Read(byte[] bytes) =>
        ReaderFuzz.Reads<InvalidDataException>("file: ", () => ImageFile.Read(bytes, "file"));

    private static byte[][] Files(string extension) =>
        [
            .. TestImages
                .FilesOf(TestImages.Folder)
                .Where(file => Path.GetExtension(file) == extension)
                .Select(File.ReadAllBytes),
        ];

    /// <summary>PNG's checksums made right again, as far as its blocks can be followed.</summary>
    private static byte[] WithChecksums(byte[] file)
    {
        if (!file.AsSpan().StartsWith(PngReader.Signature))
            return file;
        for (var at = 8; at + 12 <= file.Length; )
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                break;
            var body = file.AsSpan(at + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.HashToUInt32(body));
            at += 12 + (int)length;
        }
        return file;
    }
}
