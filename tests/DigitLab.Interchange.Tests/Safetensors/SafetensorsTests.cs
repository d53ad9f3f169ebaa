using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using DigitLab.Models;
using DigitLab.Tests;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Interchange.Tests;

public sealed class SafetensorsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-safetensors-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    [Fact]
    public void PyTorch_computes_the_same_from_the_file()
    {
        manual_seed(2);
        using var model = LeNet5.WithRelu();
        var images = randn(7, 1, 28, 28);
        File.WriteAllBytes(In("images"), MemoryMarshal.AsBytes(images.data<float>().ToArray().AsSpan()).ToArray());
        Safetensors.Save(
            In("lenet.safetensors"),
            model,
            new()
            {
                Architecture = "LeNet-5",
                Dataset = "MNIST",
                Accuracy = 0.9875,
            }
        );
        var answer = Python.RunJson("Safetensors/read_and_run.py", ["torch"], In("lenet.safetensors"), In("images"));
        using var off = no_grad();
        var expected = model.call(images).data<float>().ToArray();
        answer
            .GetProperty("logits")
            .EnumerateArray()
            .Select(item => item.GetSingle())
            .ToArray()
            .ShouldBe(expected, 1e-5);
        var metadata = answer
            .GetProperty("metadata")
            .EnumerateObject()
            .ToDictionary(e => e.Name, e => e.Value.GetString());
        metadata["library"]!.ShouldStartWith("DigitLab ");
        metadata.Remove("library");
        metadata.ShouldBe(
            new Dictionary<string, string?>
            {
                ["architecture"] = "LeNet-5",
                ["parameters"] = "61706",
                ["dataset"] = "MNIST",
                ["accuracy"] = "0.9875",
            },
            ignoreOrder: true
        );
    }

    [Fact]
    public void A_file_that_Python_wrote_is_read_with_every_type()
    {
        var expected = Python.RunJson("Safetensors/write.py", ["torch"], In("python.safetensors"));
        using var file = Safetensors.Read(In("python.safetensors"));
        foreach (var type in expected.EnumerateObject())
        {
            using var wide = file.Tensors[type.Name].to_type(ScalarType.Float64);
            var numbers = type.Value.EnumerateArray().Select(item => item.GetString()!.Replace("inf", "Infinity"));
            wide.data<double>()
                .ToArray()
                .ShouldBe(numbers.Select(text => double.Parse(text, CultureInfo.InvariantCulture)), type.Name);
        }
        file.Tensors["F16"].dtype.ShouldBe(ScalarType.Float32);
        file.Tensors["BF16"].dtype.ShouldBe(ScalarType.Float32);
        file.Tensors["scalar"].item<float>().ShouldBe(2.5f);
        file.Tensors["none"].shape.ShouldBe([0, 4]);
        file.Metadata.Architecture.ShouldBe("every type");
        file.Metadata.More["format"].ShouldBe("pt");
    }

    [Fact]
    public void A_model_comes_back_as_it_was()
    {
        using var saved = nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("norm", nn.BatchNorm2d(2)));
        using var loaded = nn.Sequential(("conv", nn.Conv2d(1, 2, 3)), ("norm", nn.BatchNorm2d(2)));
        saved.call(randn(3, 1, 5, 5)).Dispose();
        Safetensors.Save(
            In("sub/model.safetensors"),
            saved,
            new()
            {
                Accuracy = 0.1 + 0.2,
                More = new Dictionary<string, string> { ["größe"] = "\"ß\"\n" },
            }
        );
        var metadata = Safetensors.Load(In("sub/model.safetensors"), loaded);
        foreach (var (name, tensor) in saved.state_dict())
            loaded.state_dict()[name].Equals(tensor).ShouldBeTrue(name);
        metadata.Accuracy.ShouldBe(0.1 + 0.2);
        metadata.More["größe"].ShouldBe("\"ß\"\n");
        metadata.Parameters.ShouldBe(24);
        Directory.GetFiles(In("sub")).ShouldBe([In("sub/model.safetensors")]);
        // Each tensor starts where its numbers may: the wide ones first, after a header of whole words.
        (BinaryPrimitives.ReadInt64LittleEndian(File.ReadAllBytes(In("sub/model.safetensors"))) % 8).ShouldBe(0);
    }

    public static TheoryData<ScalarType> Types() =>
        [
            ScalarType.Float32,
            ScalarType.Float64,
            ScalarType.Int64,
            ScalarType.Int32,
            ScalarType.Int16,
            ScalarType.Int8,
            ScalarType.Byte,
            ScalarType.Bool,
        ];

    [Theory]
    [MemberData(nameof(Types))]
    public void Tensors_come_back_as_they_were(ScalarType type)
    {
        var tensors = new Dictionary<string, Tensor>
        {
            ["transposed"] = arange(12).reshape(3, 4).t().to(type),
            ["empty"] = zeros(0, 3, type),
            ["scalar"] = ones([], type),
            ["slice"] = arange(20).to(type)[TensorIndex.Slice(3, 17, 2)],
        };
        Safetensors.Save(In("x.safetensors"), tensors);
        using var file = Safetensors.Read(In("x.safetensors"));
        file.Tensors.Keys.ShouldBe(tensors.Keys, ignoreOrder: true);
        foreach (var (name, tensor) in tensors)
        {
            file.Tensors[name].dtype.ShouldBe(type);
            file.Tensors[name].shape.ShouldBe(tensor.shape);
            file.Tensors[name].Equals(tensor).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Another_architecture_is_refused_with_both_shapes_and_nothing_changes()
    {
        using var lenet = LeNet5.WithRelu();
        Safetensors.Save(In("lenet.safetensors"), lenet, new() { Architecture = "LeNet-5" });
        using var perceptron = Perceptron.Create();
        var before = perceptron.state_dict().ToDictionary(e => e.Key, e => e.Value.clone());
        var message = Should
            .Throw<ArgumentException>(() => Safetensors.Load(In("lenet.safetensors"), perceptron))
            .Message;
        message.ShouldContain(
            "lenet.safetensors' (LeNet-5, 61,706 parameters) does not fit Sequential, 15,910 parameters"
        );
        message.ShouldContain("fc1.weight is [120, 400] in the file and [20, 784] in the model");
        message.ShouldContain("conv1.bias is in the file alone, [6]");
        foreach (var (name, tensor) in perceptron.state_dict())
            tensor.Equals(before[name]).ShouldBeTrue(name);
        using var wide = nn.Linear(2, 1).to(float64);
        Safetensors.Save(In("wide.safetensors"), wide);
        using var narrow = nn.Linear(2, 1);
        Safetensors.Load(In("wide.safetensors"), narrow);
        narrow.weight.Equals(wide.weight.to(float32)).ShouldBeTrue();
        Safetensors.Save(
            In("int.safetensors"),
            new Dictionary<string, Tensor> { ["weight"] = ones(1, 2, int64), ["bias"] = ones(1) }
        );
        Should
            .Throw<ArgumentException>(() => Safetensors.Load(In("int.safetensors"), narrow))
            .Message.ShouldContain("Int64 in the file and Float32");
    }

    [Fact]
    public void A_failed_save_leaves_the_file_that_was_there()
    {
        Safetensors.Save(In("x.safetensors"), new Dictionary<string, Tensor> { ["a"] = ones(3) });
        Should.Throw<ArgumentException>(() =>
            Safetensors.Save(In("x.safetensors"), new Dictionary<string, Tensor> { ["__metadata__"] = ones(4) })
        );
        using var file = Safetensors.Read(In("x.safetensors"));
        file.Tensors["a"].shape.ShouldBe([3]);
        Directory.GetFiles(folder).Length.ShouldBe(1);
    }

    /// <summary>A file of a header and so many zeros.</summary>
    private static byte[] FileOf(string header, int dataLength) => FileOf(Encoding.UTF8.GetBytes(header), dataLength);

    private static byte[] FileOf(byte[] header, int dataLength)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. new byte[dataLength]];
    }

    public static TheoryData<string, int, string> Damaged()
    {
        static string Tensor(string name, string type, string shape, string offsets) =>
            "\"" + name + "\":{\"dtype\":\"" + type + "\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}";
        return new()
        {
            {
                "{" + Tensor("a", "F32", "[2]", "[0,8]") + "," + Tensor("b", "F32", "[2]", "[4,12]") + "}",
                12,
                "neither overlap nor leave gaps"
            },
            {
                "{" + Tensor("a", "F32", "[2]", "[0,8]") + "," + Tensor("b", "F32", "[2]", "[12,20]") + "}",
                20,
                "tensor 'b' begins at byte 12, but tensor 'a' ends at 8"
            },
            { "{" + Tensor("a", "F32", "[2]", "[4,12]") + "}", 12, "begins at byte 4" },
            { "{" + Tensor("a", "F32", "[2]", "[0,8]") + "}", 4, "take 8 bytes, but 4 follow" },
            { "{" + Tensor("a", "F32", "[2]", "[0,8]") + "}", 9, "take 8 bytes, but 9 follow" },
            { "{" + Tensor("a", "F32", "[3]", "[0,8]") + "}", 8, "takes 12 bytes, but its data_offsets span 8" },
            { "{" + Tensor("a", "F32", "[2]", "[8,0]") + "}", 8, "not a begin and an end" },
            { "{" + Tensor("a", "F32", "[2]", "[0,8,8]") + "}", 8, "not a begin and an end" },
            { "{" + Tensor("a", "F32", "[-2]", "[0,8]") + "}", 8, "-2" },
            { "{" + Tensor("a", "F32", "[2.5]", "[0,8]") + "}", 8, "2.5" },
            { "{" + Tensor("a", "F32", "[4294967296,4294967296]", "[0,8]") + "}", 8, "too large" },
            { "{" + Tensor("a", "F32", "[9223372036854775807,0,9223372036854775807]", "[0,0]") + "}", 0, "too large" },
            { "{" + Tensor("a", "F32", "[18446744073709551618]", "[0,8]") + "}", 8, "18446744073709551618" },
            { "{" + Tensor("a", "F8_E4M3", "[8]", "[0,8]") + "}", 8, "'F8_E4M3'" },
            { "{" + Tensor("a", "F32", "2", "[0,8]") + "}", 8, "the shape of tensor 'a' is not a list" },
            {
                "{" + Tensor("a", "F32", "[2]", "[0,8]") + "," + Tensor("a", "F32", "[2]", "[8,16]") + "}",
                16,
                "has 'a' twice"
            },
            {
                "{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
                8,
                "has 'dtype' twice"
            },
            { "{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "needed are dtype, shape and data_offsets" },
            { "{\"a\":{\"dtype\":7,\"shape\":[2],\"data_offsets\":[0,8]}}", 8, "not a text" },
            { "{\"a\":[]}", 0, "not a JSON object" },
            { "{\"__metadata__\":{\"x\":1}}", 0, "'x' is not a text" },
            { "{\"__metadata__\":{\"x\":\"\\ud800\"}}", 0, "not JSON in UTF-8" },
            { "[]", 0, "start with '{'" },
            { " {}", 0, "start with '{'" },
            { "", 0, "start with '{'" },
            { "{", 0, "not JSON" },
            { "{} x", 0, "not JSON" },
            { "{\"a\":[[[[[[[[]]]]]]]]}", 0, "not JSON" },
        };
    }

    [Theory]
    [MemberData(nameof(Damaged))]
    public void A_damaged_file_is_refused(string header, int dataLength, string because)
    {
        File.WriteAllBytes(In("bad.safetensors"), FileOf(header, dataLength));
        var message = Should.Throw<InvalidDataException>(() => Safetensors.Read(In("bad.safetensors"))).Message;
        message.ShouldContain("bad.safetensors' is not a whole safetensors file");
        message.ShouldContain(because);
    }

    [Fact]
    public void A_header_that_is_too_long_or_not_UTF8_is_refused()
    {
        void Refused(byte[] bytes, string because)
        {
            File.WriteAllBytes(In("bad.safetensors"), bytes);
            Should
                .Throw<InvalidDataException>(() => Safetensors.Read(In("bad.safetensors")))
                .Message.ShouldContain(because);
        }
        Refused([], "ends early");
        Refused([1, 2, 3], "ends early");
        Refused([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, (byte)'{'], "18446744073709551615 bytes long");
        Refused([100, 0, 0, 0, 0, 0, 0, 0, (byte)'{', (byte)'}'], "100 bytes long, but 2 follow");
        Refused(FileOf([.. "{\""u8, 0xc3, .. "\":{}}"u8], 0), "UTF-8");
        Refused(
            FileOf("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[1],\"data_offsets\":[0,1]}}", 0).Append((byte)2).ToArray(),
            "neither 0 nor 1"
        );
        Should.Throw<FileNotFoundException>(() => Safetensors.Read(In("absent.safetensors")));
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        Safetensors.Save(In("x.safetensors"), nn.Linear(3, 2));
        var bytes = File.ReadAllBytes(In("x.safetensors"));
        for (var length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(In("cut.safetensors"), bytes[..length]);
            Should.Throw<InvalidDataException>(() => Safetensors.Read(In("cut.safetensors")));
        }
    }

    [Fact]
    public void A_notebook_shows_a_table_of_the_tensors()
    {
        using var weight = zeros(10, 784);
        using var steps = tensor(new long[] { 7 });
        Safetensors.Save(
            In("x.safetensors"),
            new Dictionary<string, Tensor> { ["fc.weight"] = weight, ["steps"] = steps },
            new Dictionary<string, string> { ["architecture"] = "one <layer>", ["note"] = "a & b" }
        );
        using var file = Safetensors.Read(In("x.safetensors"));

        // As a host does it: by the names alone.
        var attribute = typeof(SafetensorsFile)
            .GetCustomAttributes(inherit: false)
            .Single(found => found.GetType().Name == "TypeFormatterSourceAttribute");
        var type = (Type)attribute.GetType().GetProperty("FormatterSourceType")!.GetValue(attribute)!;
        var source = Activator.CreateInstance(type)!;
        var shown = ((IEnumerable<object>)type.GetMethod("CreateTypeFormatters")!.Invoke(source, [])!).ToDictionary(
            formatter => (string)formatter.GetType().GetProperty("MimeType")!.GetValue(formatter)!,
            formatter =>
            {
                var writer = new StringWriter();
                ((bool)formatter.GetType().GetMethod("Format")!.Invoke(formatter, [file, writer])!).ShouldBeTrue();
                return writer.ToString();
            }
        );

        shown["text/plain"]
            .ShouldBe(
                """
                one <layer>
                note: a & b
                tensor     type  shape       bytes
                fc.weight  F32   [10, 784]  31,360
                steps      I64   [1]             8
                2 tensors                   31,368
                """.ReplaceLineEndings("\n")
            );
        file.ToString().ShouldBe(shown["text/plain"]);
        var html = System.Xml.Linq.XElement.Parse($"<div>{shown["text/html"].Replace("<br>", "<br/>")}</div>");
        html.Descendants("tr")
            .Select(row => string.Join('|', row.Elements().Select(cell => cell.Value)))
            .ShouldBe([
                "tensor|type|shape|bytes",
                "fc.weight|F32|[10, 784]|31,360",
                "steps|I64|[1]|8",
                "2 tensors|||31,368",
            ]);
        html.Value.ShouldStartWith("one <layer>note: a & b");
    }
}
