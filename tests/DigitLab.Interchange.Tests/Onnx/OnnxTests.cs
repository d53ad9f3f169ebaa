using System.Runtime.InteropServices;
using DigitLab.Tests;
using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Interchange.Tests;

public sealed class OnnxTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-onnx-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    public static TheoryData<string> Networks() => [.. LabNetworks.Names, "everything"];

    /// <summary>Every layer that is exported.</summary>
    private static Sequential Everything()
    {
        var model = nn.Sequential(
            ("pad", nn.ZeroPad2d((1, 2, 0, 1))),
            ("conv1", nn.Conv2d(1, 4, 5, stride: 2, padding: 1)),
            ("norm", nn.BatchNorm2d(4)),
            ("gelu", nn.GELU()),
            ("constant", nn.ConstantPad2d(1, 0.3)),
            ("conv2", nn.Conv2d(4, 6, 4, padding: Padding.Same, dilation: 3, groups: 2, bias: false)),
            ("silu", nn.SiLU()),
            ("reflect", nn.ReflectionPad2d(2)),
            ("max", nn.MaxPool2d(3, stride: 2, padding: 1)),
            ("leaky", nn.LeakyReLU(0.2)),
            ("replicate", nn.ReplicationPad2d((0, 1, 2, 0))),
            ("mean", nn.AvgPool2d(3, stride: 1, padding: 1)),
            ("inner", nn.AvgPool2d(3, stride: 1, padding: 1, count_include_pad: false)),
            ("elu", nn.ELU(0.7)),
            ("gelutanh", nn.GELU(GELU.Approximate.tanh)),
            ("block", nn.Sequential(nn.Dropout2d(), nn.Identity())),
            ("last", nn.Conv2d(6, 4, 3)),
            ("global", nn.AdaptiveAvgPool2d(1)),
            ("flatten", nn.Flatten()),
            ("hidden", nn.Linear(4, 20)),
            ("norm2", nn.BatchNorm1d(20)),
            ("sigmoid", nn.Sigmoid()),
            ("fc", nn.Linear(20, 12, hasBias: false)),
            ("relu6", nn.ReLU6()),
            ("tanh", nn.Tanh()),
            ("out", nn.Linear(12, 10)),
            ("log", nn.LogSoftmax(1)),
            ("softmax", nn.Softmax(-1)),
            ("dropout", nn.Dropout())
        );
        model.train();
        model.call(randn(20, 1, 28, 28)).Dispose();
        return model;
    }

    /// <summary>Exports one of the networks.</summary>
    /// <returns>Images, the network's outputs for them, and its number of parameters.</returns>
    private (float[] Images, float[] Expected, long Parameters) Export(string name)
    {
        manual_seed(3);
        using var model = name == "everything" ? Everything() : LabNetworks.Create(name);
        model.eval();
        var metadata = new ModelMetadata
        {
            Architecture = name,
            Dataset = "MNIST",
            Accuracy = 0.5,
        };
        Onnx.Export(model, [1, 28, 28], In("m.onnx"), metadata);
        using var off = no_grad();
        var images = randn(5, 1, 28, 28);
        return (
            images.data<float>().ToArray(),
            model.call(images).data<float>().ToArray(),
            model.parameters().Sum(parameter => parameter.numel())
        );
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void OnnxRuntime_computes_the_same(string name)
    {
        RequireOnnxRuntime();
        var (images, expected, _) = Export(name);
        using var session = new InferenceSession(In("m.onnx"));
        using var input = OrtValue.CreateTensorValueFromMemory(images, [5, 1, 28, 28]);
        using var options = new RunOptions();
        using var outputs = session.Run(options, ["input"], [input], ["output"]);

        outputs[0].GetTensorDataAsSpan<float>().ToArray().ShouldBe(expected, 1e-5);
        session.InputMetadata["input"].Dimensions.ShouldBe([-1, 1, 28, 28]);
        session.OutputMetadata["output"].Dimensions.ShouldBe([-1, 10]);
        session.ModelMetadata.CustomMetadataMap["architecture"].ShouldBe(name);
        session.ModelMetadata.CustomMetadataMap["accuracy"].ShouldBe("0.5");
    }

    /// <summary>Its native library may need a newer system than this one.</summary>
    private static void RequireOnnxRuntime()
    {
        try
        {
            OrtEnv.Instance();
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException)
        {
            Assert.Skip($"OnnxRuntime cannot be loaded: {(error.InnerException ?? error).Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Python_accepts_the_file_and_computes_the_same(string name)
    {
        var (images, expected, parameters) = Export(name);
        File.WriteAllBytes(In("images"), MemoryMarshal.AsBytes(images.AsSpan()).ToArray());

        var answer = Python.RunJson(
            "Onnx/run_onnx.py",
            ["numpy", "onnx"],
            In("m.onnx"),
            In("images"),
            "5",
            "1",
            "28",
            "28"
        );
        answer
            .GetProperty("output")
            .EnumerateArray()
            .Select(item => item.GetSingle())
            .ToArray()
            .ShouldBe(expected, 1e-5);
        answer.GetProperty("input_shape").ToString().ShouldBe("""["N", 1, 28, 28]""");
        answer.GetProperty("output_shape").ToString().ShouldBe("""["N", 10]""");
        answer.GetProperty("operators").ToString().ShouldNotContain("Dropout");
        var metadata = answer.GetProperty("metadata");
        metadata.GetProperty("architecture").GetString().ShouldBe(name);
        metadata.GetProperty("parameters").GetString().ShouldBe($"{parameters}");
        metadata.GetProperty("dataset").GetString().ShouldBe("MNIST");
        metadata.GetProperty("accuracy").GetString().ShouldBe("0.5");
        metadata.GetProperty("library").GetString()!.ShouldStartWith("DigitLab ");
    }

    [Fact]
    public void A_layer_that_ONNX_does_not_get_is_named_and_no_file_is_left()
    {
        string Refusal(nn.Module<Tensor, Tensor> model) =>
            Should.Throw<ArgumentException>(() => Onnx.Export(model, [1, 28, 28], In("no.onnx"))).Message;
        Refusal(nn.Sequential(("a", nn.Mish()))).ShouldBe("Layer 'a' is a Mish, which ONNX export does not support.");
        Refusal(nn.Sequential(("pool", nn.MaxPool2d(3, ceil_mode: true))))
            .ShouldContain("'pool' (MaxPool2d) has ceil_mode");
        Refusal(nn.Sequential(("pool", nn.AdaptiveAvgPool2d(3)))).ShouldContain("[28, 28] to [3, 3]");
        Refusal(nn.Sequential(("fc", nn.Linear(28, 3)))).ShouldContain("Flatten");
        Directory.GetFiles(folder).ShouldBeEmpty();
    }
}
