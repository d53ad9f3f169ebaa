using DigitLab.Data;
using DigitLab.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Tests.Training;

/// <summary>
/// What one backend writes the other reads, bit for bit. The files beside this one were written by both; these tests run on
/// both, and each reads all of them.
/// </summary>
public class BackendFilesTests
{
    private static readonly Dataset Digits = ToyDigits.Make(60, 1);

    public static TheoryData<string> Backends() => ["DigitLab.Torch", "TorchSharp"];

    /// <summary>Layers with weights, and with buffers that are numbers of two kinds.</summary>
    private static Sequential Model() =>
        nn.Sequential(
            ("conv", nn.Conv2d(1, 2, 5, stride: 4)),
            ("norm", nn.BatchNorm2d(2)),
            ("relu", nn.ReLU()),
            ("flatten", nn.Flatten()),
            ("out", nn.Linear(72, 10))
        );

    /// <summary>Values that are the same on every backend, and whose last bits count.</summary>
    private static Sequential Filled()
    {
        var model = Model();
        using var off = no_grad();
        foreach (var (name, value) in model.state_dict())
        {
            var numbers = Enumerable.Range(name.Length, (int)value.numel()).Select(i => 1f / (i + 3)).ToArray();
            value.copy_(tensor(numbers).reshape(value.shape) * (value.dtype == int64 ? 1e9 : 1));
        }
        return model;
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_saved_model_is_the_same_file_from_both_and_is_read_by_both(string backend)
    {
        var file = Fixture(backend, "model");
        ModelBytes(Filled()).ShouldBe(File.ReadAllBytes(file));

        var model = Model();
        model.load(file);

        var expected = Filled().state_dict();
        foreach (var (name, value) in model.state_dict())
            value.bytes.ToArray().ShouldBe(expected[name].bytes.ToArray(), name);
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void An_optimizers_state_is_written_again_as_it_was_read(string backend)
    {
        foreach (var name in (string[])["sgd", "adam"])
        {
            var file = Fixture(backend, name);
            var optimizer = Optimizer(name, Model());
            optimizer.load_state_dict(file);
            StateBytes(optimizer).ShouldBe(File.ReadAllBytes(file), name);
        }
    }

    [Theory]
    [MemberData(nameof(Backends))]
    public void A_training_goes_on_from_the_others_checkpoint(string backend)
    {
        using var folder = new TemporaryFolder();
        var written = File.ReadAllBytes(Fixture(backend, "checkpoint"));
        var path = folder.Write("training.dat", written);
        var (model, optimizer) = Trained(path, epochs: 2);
        var random = torch.random.get_rng_state().bytes.ToArray();

        var weights = ModelBytes(model);
        written.AsSpan(0, weights.Length).ToArray().ShouldBe(weights);
        var state = StateBytes(optimizer);
        written
            .AsSpan(written.Length - 32 - state.Length, state.Length)
            .ToArray()
            .ShouldBe(state, "before the checksum");
        written.AsSpan().IndexOf(random).ShouldBeGreaterThan(0, "the state of the random numbers");

        var history = Fit(model, optimizer, path, epochs: 3);
        history.Epochs.Count.ShouldBe(3);
        history.Backend.ShouldBe(
            Backend.Name.StartsWith(backend + " ")
                ? Backend.Name
                : $"{History.Load(Fixture(backend, "json")).Backend}, then {Backend.Name}"
        );
    }

    /// <summary>Writes the files of the backend at hand beside this one: after a change of the format, and only then.</summary>
    [Fact(Explicit = true)]
    public void Write()
    {
        var backend = Backend.Name.Split(' ')[0];
        var folder = SourceFolder();
        Directory.CreateDirectory(folder);
        string File(string kind) => Path.Combine(folder, $"{backend}.{kind}");
        Filled().save(File("model"));
        foreach (var name in (string[])["sgd", "adam"])
        {
            manual_seed(2);
            var model = Model();
            var optimizer = Optimizer(name, model);
            Fit(model, optimizer, null, epochs: 1);
            optimizer.save_state_dict(File(name));
        }
        System.IO.File.Delete(File("checkpoint"));
        var trained = Model();
        Fit(trained, Optimizer("adam", trained), File("checkpoint"), epochs: 2).Save(File("json"));
    }

    private static (Sequential Model, OptimizerHelper Optimizer) Trained(string path, int epochs)
    {
        var model = Model();
        var optimizer = Optimizer("adam", model);
        Fit(model, optimizer, path, epochs);
        return (model, optimizer);
    }

    private static History Fit(Sequential model, optim.Optimizer optimizer, string? path, int epochs) =>
        new Trainer(model, optimizer) { Verbose = false }.Fit(
            Digits,
            epochs,
            batchSize: 16,
            checkpoint: path is null ? null : new ModelCheckpoint(path)
        );

    private static OptimizerHelper Optimizer(string name, Sequential model) =>
        name == "sgd"
            ? optim.SGD(model.parameters(), 0.05, momentum: 0.9)
            : optim.Adam(model.parameters(), 0.01, amsgrad: true);

    private static byte[] ModelBytes(Sequential model)
    {
        using var folder = new TemporaryFolder();
        model.save(folder["model"]);
        return File.ReadAllBytes(folder["model"]);
    }

    private static byte[] StateBytes(OptimizerHelper optimizer)
    {
        using var folder = new TemporaryFolder();
        optimizer.save_state_dict(folder["state"]);
        return File.ReadAllBytes(folder["state"]);
    }

    private static string Fixture(string backend, string kind) =>
        Path.Combine(AppContext.BaseDirectory, "Training", "Backends", $"{backend}.{kind}");

    private static string SourceFolder([System.Runtime.CompilerServices.CallerFilePath] string source = "") =>
        Path.Combine(Path.GetDirectoryName(source)!, "Backends");
}
