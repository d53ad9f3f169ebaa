using System.Buffers.Binary;
using System.Diagnostics;
using DigitLab.Ink.Decoding;
using DigitLab.Ink.Writing;

namespace DigitLab.Ink.Tests.Decoding;

/// <summary>
/// Whatever bytes come: an image or an <see cref="InvalidDataException"/>, soon. DIGITLAB_FUZZ=5000000 tries so many files.
/// </summary>
public class FuzzTests(ITestOutputHelper output)
{
    private static readonly int Count = int.Parse(Environment.GetEnvironmentVariable("DIGITLAB_FUZZ") ?? "200000");

    [Fact]
    public void DamagedFiles_AreReadOrRefused()
    {
        var files = TestImages
            .FilesOf(TestImages.Folder)
            .Select(File.ReadAllBytes)
            .Concat(RareJpegs.All().Select(rare => rare.File))
            .ToArray();
        var (read, slowest, slowestSeed) = (0, TimeSpan.Zero, -1);
        for (var seed = 0; seed < Count; seed++)
        {
            var file = Damaged(files, seed);
            var watch = Stopwatch.StartNew();
            try
            {
                ImageFile.Read(file, "file");
                read++;
            }
            catch (InvalidDataException error) when (error.Message.StartsWith("file: ")) { }
            catch (Exception error)
            {
                throw new InvalidOperationException($"seed {seed}: {error.GetType().Name}: {error.Message}", error);
            }
            if (watch.Elapsed > slowest)
                (slowest, slowestSeed) = (watch.Elapsed, seed);
        }
        output.WriteLine(
            $"{Count:N0} files: {read:N0} read, the others refused; slowest: seed {slowestSeed}, {slowest.TotalMilliseconds:0} ms"
        );
        // Files of some kilobytes: a second is no matter of speed but of an endless loop.
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        read.ShouldBeGreaterThan(Count / 100);
        read.ShouldBeLessThan(Count);
    }

    /// <summary>A file with some bytes changed, cut, repeated, or with another file's; PNG's checksums mostly made right again.</summary>
    private static byte[] Damaged(byte[][] files, int seed)
    {
        var random = SplitMix64.ForItem(1, seed);
        var file = files[random.Below(files.Length)].ToList();
        for (var change = 1 + random.Below(4); change > 0; change--)
        {
            var at = random.Below(file.Count);
            // Most of the structure lies at the beginning.
            if (random.Chance(0.5))
                at = random.Below(Math.Min(file.Count, 700));
            switch (random.Below(7))
            {
                case 0:
                    file[at] ^= (byte)(1 << random.Below(8));
                    break;
                case 1:
                    file[at] = (byte)random.Below(256);
                    break;
                case 2:
                    file[at] = new byte[] { 0, 1, 0x7f, 0x80, 0xff }[random.Below(5)];
                    break;
                case 3:
                    file.RemoveRange(at, Math.Min(file.Count - at - 1, 1 + random.Below(20)));
                    break;
                case 4:
                    file.InsertRange(at, file.Skip(random.Below(file.Count)).Take(1 + random.Below(40)).ToArray());
                    break;
                case 5:
                    file.RemoveRange(at, file.Count - at);
                    break;
                default:
                    var other = files[random.Below(files.Length)];
                    var from = random.Below(other.Length);
                    file.InsertRange(at, other.Skip(from).Take(1 + random.Below(200)).ToArray());
                    break;
            }
            if (file.Count == 0)
                return [];
        }
        byte[] damaged = [.. file];
        if (random.Chance(0.8))
            MendChecksums(damaged);
        return damaged;
    }

    private static void MendChecksums(byte[] file)
    {
        if (!file.AsSpan().StartsWith(PngReader.Signature))
            return;
        for (var at = 8; at + 12 <= file.Length; )
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            if (length > file.Length - at - 12)
                return;
            var body = file.AsSpan(at + 4, 4 + (int)length);
            BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(at + 8 + (int)length), Crc32.Of(body));
            at += 12 + (int)length;
        }
    }
}
