using System.Runtime.InteropServices;
using System.Text.Json;
using DigitLab.Tests;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils.tensorboard.Enums;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Utils;

public sealed class SummaryWriterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("digitlab-events-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private SummaryWriter Writer(string? suffix = null) => utils.tensorboard.SummaryWriter(folder, suffix);

    private static string EventsIn(string folder) => Directory.GetFiles(folder, "events.out.tfevents.*").Single();

    private JsonElement[] ReadByPython() =>
        [.. Python.RunJson("utils/read_events.py", [], EventsIn(folder)).EnumerateArray().Skip(1)];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetDouble())];

    [Fact]
    public void A_scalar_is_in_the_file_when_the_call_returns()
    {
        var before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        var writer = Writer();
        EventReader.Read(EventsIn(folder)).ShouldBeEmpty();
        for (var step = 0; step < 3; step++)
        {
            writer.add_scalar("loss/train", 1f / (1 + step), step);
            var events = EventReader.Read(EventsIn(folder));
            events.Count.ShouldBe(step + 1);
            var (atStep, wallTime, tag, value) = events[^1];
            atStep.ShouldBe(step);
            wallTime.ShouldBeInRange(before, before + 600);
            tag.ShouldBe("loss/train");
            BitConverter.ToSingle(value.Bytes(2)).ShouldBe(1f / (1 + step));
        }
        writer.add_scalar("loss/train", 0, 3, walltime: 1_700_000_000);
        EventReader.Read(EventsIn(folder))[^1].WallTime.ShouldBe(1_700_000_000);
    }

    [Fact]
    public void Files_are_named_as_TensorBoard_expects()
    {
        Writer().LogDir.ShouldBe(folder);
        Writer("mine").LogDir.ShouldBe(folder);
        var names = Directory.GetFiles(folder).Select(Path.GetFileName).ToList();
        names.Count.ShouldBe(2);
        names.ShouldAllBe(name => name!.StartsWith("events.out.tfevents."));
        names.ShouldContain(name => name!.EndsWith(".mine"));
        utils
            .tensorboard.SummaryWriter(folder, createRunName: true)
            .LogDir.ShouldStartWith(folder + Path.DirectorySeparatorChar);
    }

    [Fact]
    public void Scalars_of_one_chart_are_runs_in_folders_of_their_own()
    {
        var writer = Writer();
        writer.add_scalars("loss/all", new Dictionary<string, float> { ["train"] = 2, ["test"] = 3 }, 0);
        writer.add_scalars("loss/all", [("train", 1f), ("test", 2.5f)], 1);
        writer.add_scalars("accuracy", [("train", 0.5f)], 1);
        Directory
            .GetDirectories(folder)
            .Select(Path.GetFileName)
            .Order()
            .ShouldBe(["accuracy_train", "loss_all_test", "loss_all_train"]);
        EventReader
            .Read(EventsIn(Path.Combine(folder, "loss_all_test")))
            .Select(e => (e.Step, e.Tag, BitConverter.ToSingle(e.Value.Bytes(2))))
            .ShouldBe([(0, "loss/all", 3f), (1, "loss/all", 2.5f)]);
        EventReader.Read(EventsIn(folder)).ShouldBeEmpty();
    }

    [Fact]
    public void Python_reads_all_records()
    {
        var writer = Writer();
        writer.add_scalar("loss", 1e30f, int.MaxValue);
        writer.add_scalar("größe", -1.5f, 1);
        writer.add_histogram("weights", tensor(new[] { -1.0, 0, 0, 3 }), 2);
        writer.add_text("note", "*tanh* beats σ", 3);
        var events = ReadByPython();
        events.Select(e => e.GetProperty("step").GetInt32()).ShouldBe([int.MaxValue, 1, 2, 3]);
        var values = events.Select(e => e.GetProperty("values")[0]).ToArray();
        values
            .Select(v => v.GetProperty("tag").GetString())
            .ShouldBe(["loss", "größe", "weights", "note/text_summary"]);
        values[1].GetProperty("scalar").GetDouble().ShouldBe(-1.5);
        var histogram = values[2].GetProperty("histogram");
        var expected = new[] { ("min", -1.0), ("max", 3), ("num", 4), ("sum", 2), ("sum_squares", 10) };
        foreach (var (name, number) in expected)
            histogram.GetProperty(name).GetDouble().ShouldBe(number);
        Numbers(histogram.GetProperty("counts")).Sum().ShouldBe(4);
        values[3].GetProperty("text").GetString().ShouldBe("*tanh* beats σ");
        values[3].GetProperty("plugin").GetString().ShouldBe("text");
    }

    [Fact]
    public void Histograms_are_NumPys_by_every_rule()
    {
        manual_seed(1);
        Tensor[] samples = [randn(500) * 0.1, randn(2000).exp(), cat([zeros(30), ones(20)], 0), full(7, -2.5)];
        foreach (var sample in samples)
        {
            var numbers = Path.Combine(folder, "numbers");
            File.WriteAllBytes(
                numbers,
                MemoryMarshal.AsBytes(sample.to(float64).data<double>().ToArray().AsSpan()).ToArray()
            );
            var oracle = Python.RunJson("utils/make_histograms.py", ["numpy"], numbers);
            foreach (var rule in Enum.GetValues<HistogramBinSelector>())
            {
                Directory.GetFiles(folder, "events*").ToList().ForEach(File.Delete);
                Writer().add_histogram("x", sample, 0, rule);
                var histogram = EventReader.Read(EventsIn(folder)).Single().Value.Message(5);
                var expected = oracle.GetProperty(rule.ToString().ToLowerInvariant());
                var limits = MemoryMarshal.Cast<byte, double>(histogram.Bytes(6)).ToArray();
                limits.ShouldBe(Numbers(expected.GetProperty("limits")), 1e-9, rule.ToString());
                MemoryMarshal
                    .Cast<byte, double>(histogram.Bytes(7))
                    .ToArray()
                    .ShouldBe(Numbers(expected.GetProperty("counts")));
            }
        }
    }

    [Fact]
    public void Bins_are_put_together_down_to_max_bins()
    {
        var writer = Writer();
        writer.add_histogram("x", arange(100), 0, HistogramBinSelector.Sqrt, max_bins: 4);
        var histogram = EventReader.Read(EventsIn(folder)).Single().Value.Message(5);
        MemoryMarshal.Cast<byte, double>(histogram.Bytes(7)).ToArray().ShouldBe([0, 20, 20, 20, 20, 20]);
        Should.Throw<ArgumentException>(() => writer.add_histogram("x", arange(9), 0, max_bins: 0));
    }

    [Fact]
    public void Numbers_that_are_not_finite_are_in_no_bin()
    {
        var writer = Writer();
        writer.add_histogram("x", tensor(new[] { float.NaN, 1, 2, float.PositiveInfinity }), 0);
        var histogram = EventReader.Read(EventsIn(folder)).Single().Value.Message(5);
        MemoryMarshal.Cast<byte, double>(histogram.Bytes(7)).ToArray().Sum().ShouldBe(2);
        BitConverter.ToDouble(histogram.Bytes(3)).ShouldBe(4);
        Should
            .Throw<ArgumentException>(() => writer.add_histogram("x", full([2, 3], float.NaN), 0))
            .Message.ShouldContain("[2, 3]");
        Should.Throw<ArgumentException>(() => writer.add_histogram("x", zeros(0), 0));
    }

    [Fact]
    public void Images_are_PNG_files_of_the_pixels()
    {
        var writer = Writer();
        var color = arange(24).reshape(3, 2, 4);
        writer.add_img("chw", color.to(uint8), 0);
        writer.add_img("hwc", color.permute(1, 2, 0).to(float32) / 255, 1, dataformats: "HWC");
        writer.add_img("hw", tensor(new[] { -1f, 0, 0.5f, 1, 2, 0.999f }, 2, 3), 2, dataformats: "HW");
        writer.add_img("rgba", ones(4, 1, 1), 3);
        writer.add_img("grid", arange(10).reshape(10, 1, 1, 1).to(uint8), 4, dataformats: "NCHW");
        writer.add_img("stack", arange(2).reshape(2, 1, 1).to(uint8), 5, dataformats: "NWH");

        var images = ReadByPython().Select(e => e.GetProperty("values")[0]).ToArray();
        void Expect(int index, int width, int height, int channels, double[] pixels)
        {
            foreach (var holder in (string[])["image", "png"])
            {
                images[index].GetProperty(holder).GetProperty("width").GetInt32().ShouldBe(width);
                images[index].GetProperty(holder).GetProperty("height").GetInt32().ShouldBe(height);
            }
            images[index].GetProperty("image").GetProperty("colorspace").GetInt32().ShouldBe(channels);
            images[index].GetProperty("png").GetProperty("channels").GetInt32().ShouldBe(channels);
            Numbers(images[index].GetProperty("png").GetProperty("pixels")).ShouldBe(pixels);
        }
        double[] interleaved = [.. Enumerable.Range(0, 24).Select(i => (double)(i % 3 * 8 + i / 3))];
        Expect(0, 4, 2, 3, interleaved);
        Expect(1, 4, 2, 3, interleaved);
        Expect(2, 3, 2, 1, [0, 0, 127, 255, 255, 254]);
        Expect(3, 1, 1, 4, [255, 255, 255, 255]);
        Expect(4, 8, 2, 1, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 0, 0, 0, 0, 0]);
        Expect(5, 2, 1, 1, [0, 1]);
    }

    [Theory]
    [InlineData("CHW", new long[] { 2, 4, 4 })]
    [InlineData("CHW", new long[] { 4, 4 })]
    [InlineData("HH", new long[] { 4, 4 })]
    [InlineData("CW", new long[] { 1, 4 })]
    [InlineData("HWX", new long[] { 4, 4, 1 })]
    [InlineData("HW", new long[] { 0, 4 })]
    public void A_tensor_that_is_no_image_is_refused(string dataformats, long[] shape)
    {
        var error = Should.Throw<ArgumentException>(() =>
            Writer().add_img("x", zeros(shape), 0, dataformats: dataformats)
        );
        error.Message.ShouldContain($"[{string.Join(", ", shape)}]");
        error.Message.ShouldContain(dataformats);
    }

    public static TheoryData<string, string> ImageFiles() =>
        new()
        {
            // The headers alone: what follows is the browser's.
            { "gif", Convert.ToBase64String([.. "GIF89a"u8, 5, 0, 3, 0, 0, 0, 0]) },
            {
                "jpg",
                Convert.ToBase64String([
                    0xff,
                    0xd8,
                    0xff,
                    0xe0,
                    0,
                    4,
                    1,
                    2,
                    0xff,
                    0xc2,
                    0,
                    11,
                    8,
                    0,
                    3,
                    0,
                    5,
                    1,
                    1,
                    0x11,
                    0,
                ])
            },
            { "png", "iVBORw0KGgoAAAANSUhEUgAAAAUAAAADCAAAAABVwRiOAAAAAElFTkSuQmCC" },
        };

    [Theory]
    [MemberData(nameof(ImageFiles))]
    public void An_image_file_goes_in_as_it_is(string extension, string base64)
    {
        var path = Path.Combine(folder, $"image.{extension}");
        File.WriteAllBytes(path, Convert.FromBase64String(base64));
        Writer().add_img("file", path, 1);
        var image = EventReader.Read(EventsIn(folder)).Single().Value.Message(4);
        (image.Number(2), image.Number(1)).ShouldBe((5UL, 3UL));
        image.Bytes(4).ShouldBe(File.ReadAllBytes(path));
    }

    [Fact]
    public void A_file_that_is_no_image_is_refused()
    {
        foreach (
            var content in (byte[][])
                [
                    [],
                    [.. "text"u8],
                    [0xff, 0xd8, 0xff, 0xe0, 0xff, 0xff],
                    [0xff, 0xd8, 0xff, 0xe0, 0, 0, 0, 0, 0, 0, 0, 0],
                ]
        )
        {
            File.WriteAllBytes(Path.Combine(folder, "no.png"), content);
            Should
                .Throw<InvalidDataException>(() => Writer().add_img("x", Path.Combine(folder, "no.png"), 0))
                .Message.ShouldContain("no.png");
        }
    }

    [Fact]
    public void Threads_may_share_a_writer()
    {
        var writer = Writer();
        Parallel.For(0, 200, step => writer.add_scalar("x", step, step));
        EventReader
            .Read(EventsIn(folder))
            .Select(e => e.Step)
            .Order()
            .ShouldBe(Enumerable.Range(0, 200).Select(i => (long)i));
    }
}
