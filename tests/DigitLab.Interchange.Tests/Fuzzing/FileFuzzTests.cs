using System.Buffers.Binary;
using DigitLab.Fuzzing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Interchange.Tests;

/// <summary>Damaged model files: safetensors, and TorchSharp's own of models, tensors and optimizers.</summary>
public sealed class FileFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly byte[][] Numbers =
    [
        [0x80],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x10],
        [6, 2, 3, 3],
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-fuzz-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Path => System.IO.Path.Combine(folder, "file");

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
        var corpus = new[]
        {
            Saved(Network().state_dict()),
            Saved(
                new Dictionary<string, Tensor>
                {
                    ["a"] = ones(2, ScalarType.Bool),
                    ["b"] = zeros(0, 3),
                    ["c"] = ones([], float64),
                }
            ),
        };
        new ReaderFuzz("safetensors", corpus)
        {
            Words = ReaderFuzz.Texts(
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
            ),
            // Half of the headers get the length that they say.
            Mend = (bytes, random) =>
            {
                if (random.Next(2) == 0 && bytes.Length > 8)
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, HeaderLength(bytes));
                return bytes;
            },
        }.Run(output, ReadSafetensors);
    }

    private static int HeaderLength(byte[] bytes)
    {
        var end = bytes.AsSpan(8).LastIndexOf("}}"u8);
        return end < 0 ? bytes.Length - 8 : end + 2;
    }

    private bool ReadSafetensors(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        return ReaderFuzz.Reads<InvalidDataException>(
            Path,
            () =>
            {
                using var file = Safetensors.Read(Path);
                // What was read is written and read again the same.
                var copy = System.IO.Path.Combine(folder, "copy");
                Safetensors.Save(copy, file.Tensors, file.Metadata.ToDictionary());
                using var again = Safetensors.Read(copy);
                foreach (var (name, tensor) in file.Tensors)
                    again.Tensors[name].bytes.SequenceEqual(tensor.bytes).ShouldBeTrue(name);
            }
        );
    }

    [Fact]
    public void TorchSharps_files() =>
        new ReaderFuzz("TorchSharp's model", Saved(path => Network().save(path)))
        {
            Words = [.. Numbers, .. ReaderFuzz.Texts("fc.bias", "conv.weight")],
        }.Run(output, ReadTorchSharp);

    /// <summary>What fuzzing has found once.</summary>
    [Theory]
    [InlineData(
        "CQtjb252LndlaWdodAYEAgEDAwyF7b0nFpW+5fKePmYWGL5sMtA9k/lJvja7Lz6OmRY++/1HvrMmlT5MBde93jAvvoAoVbx7dZm+vtZMvsBJ9btrd6Q+wYGmPgljb252LmJpYXMGAQL0Tc09LI2KPQtub3JtLndlaWdodAYBAgAAgD8AAIA/CW5vcm0uYmlhcwYBAgAAAAAAAAA="
    )]
    public void Found_once_in_TorchSharps_files(string base64) => ReadTorchSharp(Convert.FromBase64String(base64));

    private bool ReadTorchSharp(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        using var model = Network();
        ReadTensor(bytes);
        return Refusable(() => model.load(Path));
    }

    [Fact]
    public void Tensor_files()
    {
        SkipOnTorchSharp();
        new ReaderFuzz(
            "TorchSharp's tensor",
            Saved(path => arange(12).reshape(3, 4).save(path)),
            Saved(path => ones([], float64).save(path)),
            Saved(path => zeros([2, 0, 3], ScalarType.Bool).save(path))
        )
        {
            Words = Numbers,
        }.Run(output, ReadTensor);
    }

    private bool ReadTensor(byte[] bytes)
    {
        File.WriteAllBytes(Path, bytes);
        return Refusable(() =>
        {
            using var tensor = Tensor.Load(Path);
            tensor.numel().ShouldBe(tensor.shape.Aggregate(1L, (product, size) => product * size));
        });
    }

    [Fact]
    public void Optimizer_files()
    {
        SkipOnTorchSharp();
        var networks = new[] { nn.Linear(3, 2), nn.Linear(3, 2) };
        optim.Optimizer[] optimizers =
        [
            optim.Adam(networks[0].parameters(), amsgrad: true),
            optim.SGD(networks[1].parameters(), 0.1, momentum: 0.9),
        ];
        foreach (var (network, optimizer) in networks.Zip(optimizers))
        {
            network.call(ones(1, 3)).sum().backward();
            optimizer.step();
        }
        new ReaderFuzz(
            "TorchSharp's optimizer",
            [.. optimizers.Select(optimizer => Saved(((OptimizerHelper)optimizer).save_state_dict))]
        )
        {
            Words = [.. Numbers, .. ReaderFuzz.Texts("\u0004Adam", "\u0003SGD"), [6, 1, 2], [6, 2, 2, 3]],
        }.Run(
            output,
            bytes =>
            {
                File.WriteAllBytes(Path, bytes);
                var read = false;
                foreach (var optimizer in optimizers.Cast<OptimizerHelper>())
                    read |= Refusable(() => optimizer.load_state_dict(Path));
                return read;
            }
        );
    }

    /// <summary>What does not fit the model or is no such file is refused; either error names the file.</summary>
    private bool Refusable(Action read)
    {
        try
        {
            return ReaderFuzz.Reads<InvalidDataException>(Path, read);
        }
        catch (Exception error)
            when (error is ArgumentException or InvalidOperationException && error.Message.Contains(Path))
        {
            return false;
        }
    }

    private byte[] Saved(Action<string> save)
    {
        save(Path);
        return File.ReadAllBytes(Path);
    }

    /// <summary>libtorch may end the process where the engine refuses: such files are not for it.</summary>
    private static void SkipOnTorchSharp() =>
        Assert.SkipWhen(Backend.Name.StartsWith("TorchSharp", StringComparison.Ordinal), "Of the built-in engine.");
}
