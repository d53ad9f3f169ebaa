using System.Security.Cryptography;
using DigitLab.Data;
using DigitLab.Experiments;
using DigitLab.Fuzzing;
using DigitLab.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Tests.Fuzzing;

/// <summary>Damaged files of trainings: histories, runs of experiments, leaderboards and checkpoints.</summary>
public sealed class TrainingFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly Dataset Digits = ToyDigits.Make(20, 1);

    private static readonly byte[][] JsonWords = ReaderFuzz.Texts(
        "null",
        "[]",
        "{}",
        "[null]",
        "1e999",
        "-1",
        "9223372036854775807",
        "\"NaN\"",
        "\"Infinity\"",
        "\"\\ud800\"",
        "\"epochs\":null",
        "\"epochs\":[null]",
        "\"time\":\"99999999.00:00:00\"",
        "\"history\":null",
        "\"values\":{\"accuracy\":\"NaN\"}",
        ",\n"
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Histories() =>
        new ReaderFuzz("history .json", Bytes(Trained(validation: true).ToJson()), Bytes(Trained().ToJson()))
        {
            Words = JsonWords,
        }.Run(output, bytes => ReadHistory(folder.Write("history.json", bytes)));

    [Fact]
    public void Histories_as_tables() =>
        new ReaderFuzz("history .csv", Bytes(Trained(validation: true).ToCsv()), Bytes(Trained().ToCsv()))
        {
            Words = ReaderFuzz.Texts(Epoch.CsvHeader, "NaN", "1e999", "-1e999", "1e300", "-", ",", "\n", "\r\n", "∞"),
        }.Run(output, bytes => ReadHistory(folder.Write("history.csv", bytes)));

    /// <summary>What once was not refused.</summary>
    [Theory]
    [InlineData("history.json", """{"epochs":[null]}""")]
    [InlineData("history.json", """{"epochs":[{"time":"9999999.00:00:00"},{"time":"9999999.00:00:00"}]}""")]
    [InlineData("history.csv", "1,1,1,1,1,1,1,NaN")]
    [InlineData("history.csv", "1e99,1,1,1,1,1,1,1")]
    public void Found_once_in_histories(string name, string text) =>
        ReadHistory(folder.Write(name, Bytes(name.EndsWith(".csv") ? $"{Epoch.CsvHeader}\n{text}\n" : text)))
            .ShouldBeFalse();

    private static bool ReadHistory(string path) =>
        ReaderFuzz.Reads<InvalidDataException>(path, () => Shown(History.Load(path)));

    /// <summary>What was read is shown, asked for its best epoch, and written again.</summary>
    private static void Shown(History history)
    {
        history.ToString().ShouldNotBeNull();
        history.ToHtml().ShouldNotBeEmpty();
        history.Time.ShouldBeLessThan(TimeSpan.MaxValue);
        if (history.Epochs.Count > 0)
            history.Best(Metric.ValidationAccuracy).ShouldNotBeNull();
        History.FromJson(history.ToJson()).Epochs.ShouldBe(history.Epochs);
    }

    [Fact]
    public void Runs_of_experiments()
    {
        var store = new RunStore(folder["runs"], "setting");
        var settings = new Dictionary<string, string> { ["rate"] = "0.1", ["seed"] = "1" };
        var corpus = new[]
        {
            Outcome.Of(Trained(validation: true)),
            Outcome.Failed("it diverged"),
            new Outcome(new Dictionary<string, double> { ["accuracy"] = 0.5 }),
        }.Select(outcome =>
        {
            store.Add(new Run(settings, outcome));
            return File.ReadAllBytes(Directory.GetFiles(folder["runs"]).Single());
        });
        var fuzz = new ReaderFuzz("run of an experiment", [.. corpus]) { Words = JsonWords };
        var path = Directory.GetFiles(folder["runs"]).Single();
        fuzz.Run(
            output,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                return ReaderFuzz.Reads<InvalidDataException>(
                    path,
                    () =>
                    {
                        var run = store.Find(settings).ShouldNotBeNull();
                        if (run.Outcome.History is { } history)
                            Shown(history);
                        var sweep = new Sweep("x", ["rate", "seed"], chart: null);
                        sweep.Add(run);
                        sweep.ToHtml().ShouldNotBeEmpty();
                        sweep.ToString().ShouldNotBeEmpty();
                    }
                );
            }
        );
    }

    [Fact]
    public void Leaderboards()
    {
        var path = folder["board.csv"];
        var board = new Leaderboard(path, "seconds");
        board.Add("Ann", 3.5, "so, and so");
        board.Add("Bob", 4, "");
        new ReaderFuzz("leaderboard", File.ReadAllBytes(path))
        {
            Words = ReaderFuzz.Texts("who,score,what\n", ",", ",,", "NaN", "1e999", "-1e999", "\n", "\r", "Ann", "<b>"),
        }.Run(
            output,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                return ReaderFuzz.Reads<InvalidDataException>(
                    path,
                    () =>
                    {
                        var read = new Leaderboard(path, "seconds");
                        read.ToHtml().ShouldNotBeEmpty();
                        read.Entries.ShouldAllBe(entry => !double.IsNaN(entry.Score));
                    }
                );
            }
        );
    }

    /// <summary>Half of them with the right checksum: what is behind it is read then.</summary>
    [Fact]
    public void Checkpoints()
    {
        SkipOnTorchSharp();
        var path = folder["run.ckpt"];
        byte[] Saved(int epochs)
        {
            File.Delete(path);
            Train(path, epochs);
            return File.ReadAllBytes(path);
        }
        new ReaderFuzz("checkpoint", Saved(1), Saved(2))
        {
            Words = [.. JsonWords, .. ReaderFuzz.Texts("DigitLab training 2", "Adam", "0.weight"), [0xFF, 0xFF, 0xFF]],
            Mend = (bytes, random) => random.Next(2) == 0 ? bytes : WithChecksum(bytes),
            Slice = 300,
        }.Run(
            output,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                return ReadCheckpoint(path);
            }
        );
    }

    /// <summary>Once half of the weights were read, and the file was not named.</summary>
    [Fact]
    public void A_checkpoint_of_another_optimizer_is_refused_and_the_weights_stay()
    {
        var path = folder["run.ckpt"];
        Train(path, 1);
        manual_seed(2);
        using var model = Network();
        using var optimizer = optim.SGD(model.parameters(), 0.01);
        var before = model.parameters().SelectMany(weights => weights.data<float>().ToArray()).ToArray();
        var trainer = new Trainer(model, optimizer) { Verbose = false };
        Should
            .Throw<InvalidDataException>(() => trainer.Fit(Digits, 2, 10, checkpoint: new ModelCheckpoint(path)))
            .Message.ShouldContain(path);
        model.parameters().SelectMany(weights => weights.data<float>().ToArray()).ShouldBe(before);
    }

    /// <summary>What fuzzing has found once: the engine refused the state, and the file was not named.</summary>
    [Fact]
    public void A_checkpoint_with_an_impossible_state_of_random_numbers_is_refused()
    {
        SkipOnTorchSharp();
        var path = folder["run.ckpt"];
        Train(path, 1);
        var bytes = File.ReadAllBytes(path);
        // Behind the history: an element type, a rank and two bytes of length, then the state.
        var state = bytes.AsSpan().IndexOf(Bytes($"\"{Backend.Name}\"}}")) + Backend.Name.Length + 3 + 4;
        bytes.AsSpan(state, 40).Fill(0xFF);
        File.WriteAllBytes(path, WithChecksum(bytes));
        ReadCheckpoint(path).ShouldBeFalse();
    }

    private static bool ReadCheckpoint(string path)
    {
        try
        {
            return ReaderFuzz.Reads<InvalidDataException>(path, () => Train(path, epochs: 2));
        }
        catch (DivergenceException)
        {
            // Its weights are a network's, though of no use.
            return true;
        }
    }

    private static byte[] WithChecksum(byte[] bytes)
    {
        if (bytes.Length <= SHA256.HashSizeInBytes)
            return bytes;
        var content = bytes[..^SHA256.HashSizeInBytes];
        return [.. content, .. SHA256.HashData(content)];
    }

    /// <summary>libtorch may end the process where the engine refuses: such files are not for it.</summary>
    private static void SkipOnTorchSharp() =>
        Assert.SkipWhen(Backend.Name.StartsWith("TorchSharp", StringComparison.Ordinal), "Of the built-in engine.");

    private static History Train(string? checkpoint, int epochs, bool validation = false)
    {
        manual_seed(1);
        using var model = Network();
        using var optimizer = optim.Adam(model.parameters(), 0.01);
        var every = new LearningRateScheduler(optim.lr_scheduler.OneCycleLR(optimizer, 0.02, total_steps: 8));
        Callback[] callbacks = [every, new EarlyStopping(Metric.Loss, patience: 5)];
        return new Trainer(model, optimizer) { Verbose = false }.Fit(
            Digits,
            epochs,
            10,
            validation ? Digits : null,
            callbacks: callbacks,
            checkpoint: checkpoint is null ? null : new ModelCheckpoint(checkpoint)
        );
    }

    private static TorchSharp.Modules.Sequential Network() =>
        nn.Sequential(nn.Flatten(), nn.Linear(784, 1), nn.Dropout(0.3), nn.Linear(1, 10));

    private static History Trained(bool validation = false) => Train(null, 2, validation);

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
