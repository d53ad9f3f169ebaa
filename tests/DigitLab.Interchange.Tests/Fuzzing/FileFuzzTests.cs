using System.Buffers.Binary;
using System.Text;
using DigitLab.Host.Tests.Fuzzing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Interchange.Tests;

/// <summary>
/// Damaged model files are refused with an error that says so, or read; they never crash, hang or take memory that the file does
/// not account for. <c>DIGITLAB_FUZZ</c> sets how many of each format (default 2,000), <c>DIGITLAB_FUZZ_SEED</c> where to start.
/// </summary>
public sealed class FileFuzzTests : IDisposable
{
    private const long Budget = 64 << 20;

    private static readonly int Count = Number("DIGITLAB_FUZZ", 2_000);
    private static readonly int Seed = Number("DIGITLAB_FUZZ_SEED", 1);

    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-fuzz-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Path => System.IO.Path.Combine(folder, "file");

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : otherwise;

    private static Sequential Network() =>
        nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("norm", nn.BatchNorm2d(2)), ("fc", nn.Linear(4, 3)));

    [Fact]
    public void Safetensors_files()
    {
        byte[] Saved(IReadOnlyDictionary<string, Tensor> tensors)
        {
            Safetensors.Save(Path, tensors, new Dictionary<string, string> { ["architecture"] = "x" });
            return File.ReadAllBytes(Path);
        }
        byte[][] corpus =
        [
            Saved(Network().state_dict()),
            Saved(
                new Dictionary<string, Tensor>
                {
                    ["a"] = ones(2, ScalarType.Bool),
                    ["b"] = zeros(0, 3),
                    ["c"] = ones([], float64),
                }
            ),
        ];
        var mutator = new Mutator(
            Seed,
            corpus,
            Words(
                "\"F16\"",
                "\"BF16\"",
                "\"BOOL\"",
                "[0,0]",
                "9223372036854775807",
                "-1",
                "\"__metadata__\":{}",
                "{}",
                "[]",
                "\\ud800",
                "\u00e9",
                "1e3",
                "null"
            )
        );
        var random = new Random(Seed);
        for (var i = 0; i < Count; i++)
        {
            var bytes = mutator.Next();
            // Half of the headers get the length that they say: the damage is then met behind it.
            if (random.Next(2) == 0 && bytes.Length > 8)
                BinaryPrimitives.WriteInt64LittleEndian(bytes, HeaderLength(bytes));
            ReadSafetensors(bytes);
        }
    }

    private static int HeaderLength(byte[] bytes)
    {
        var end = bytes.AsSpan(8).LastIndexOf("}}"u8);
        return end < 0 ? bytes.Length - 8 : end + 2;
    }

    private void ReadSafetensors(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            using var file = SafetensorsFile.Read(stream);
            // What was read is written and read again the same.
            Safetensors.Save(Path, file.Tensors, file.Metadata.ToDictionary());
            using var again = Safetensors.Read(Path);
            foreach (var (name, tensor) in file.Tensors)
                again.Tensors[name].bytes.SequenceEqual(tensor.bytes).ShouldBeTrue(name);
        }
        catch (InvalidDataException) { }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{error.GetType().Name} from {Convert.ToBase64String(bytes)}", error);
        }
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Budget, Convert.ToBase64String(bytes));
    }

    [Fact]
    public void TorchSharps_files()
    {
        Network().save(Path);
        var corpus = File.ReadAllBytes(Path);
        var tensorFile = System.IO.Path.Combine(folder, "tensor");
        save(arange(12).reshape(3, 4), tensorFile);
        var mutator = new Mutator(
            Seed,
            [corpus, File.ReadAllBytes(tensorFile)],
            [
                [0x80],
                [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
                [0x80, 0x80, 0x80, 0x80, 0x10],
                [6, 2, 3, 3],
                .. Words("fc.bias", "conv.weight"),
            ]
        );
        for (var i = 0; i < Count; i++)
            ReadTorchSharp(mutator.Next());
    }

    /// <summary>What fuzzing has found once.</summary>
    [Theory]
    [InlineData(
        "CQtjb252LndlaWdodAYEAgEDAwyF7b0nFpW+5fKePmYWGL5sMtA9k/lJvja7Lz6OmRY++/1HvrMmlT5MBde93jAvvoAoVbx7dZm+vtZMvsBJ9btrd6Q+wYGmPgljb252LmJpYXMGAQL0Tc09LI2KPQtub3JtLndlaWdodAYBAgAAgD8AAIA/CW5vcm0uYmlhcwYBAgAAAAAAAAA="
    )]
    public void Found_once_in_TorchSharps_files(string base64) => ReadTorchSharp(Convert.FromBase64String(base64));

    private void ReadTorchSharp(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        using var model = Network();
        foreach (var read in (Action[])[() => model.load(Path), () => Tensor.Load(Path).Dispose()])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read();
            }
            catch (Exception error)
                when (error is InvalidDataException or ArgumentException or InvalidOperationException
                    && error.Message.Contains(Path)
                ) { }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"{error.GetType().Name} from {Convert.ToBase64String(bytes)}",
                    error
                );
            }
            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Budget, Convert.ToBase64String(bytes));
        }
    }

    private static byte[][] Words(params string[] words) => [.. words.Select(Encoding.UTF8.GetBytes)];
}
