using DigitLab.Data;
using DigitLab.Idx;
using static TorchSharp.torch;

namespace DigitLab.Tests.Data;

public sealed class DatasetTests
{
    // 70 images of class 0, 20 of class 1, 10 of class 2; each image's pixels are its index.
    private static readonly Dataset Hundred = new(
        "hundred",
        arange(100, dtype: float32).view(100, 1, 1, 1).expand(100, 1, 2, 2).contiguous(),
        tensor(
            Enumerable
                .Range(0, 100)
                .Select(i =>
                    i < 70 ? 0L
                    : i < 90 ? 1L
                    : 2L
                )
                .ToArray()
        ),
        ["a", "b", "c"]
    );

    [Fact]
    public void TellsItsSizeAndClasses()
    {
        Hundred.Count.ShouldBe(100);
        Hundred.ClassCounts().ShouldBe([70, 20, 10]);
        Hundred.ToString().ShouldBe("hundred: 100 images of 2x2, 3 classes");
    }

    [Fact]
    public void OneHot_HasAOneAtTheClass()
    {
        var rows = Hundred.OneHot();
        rows.shape.ShouldBe([100, 3]);
        rows.sum(1).data<float>().ShouldAllBe(sum => sum == 1);
        rows.argmax(1).data<long>().ToArray().ShouldBe(Hundred.Labels.data<long>().ToArray());
    }

    [Theory]
    [InlineData(10, new[] { 7L, 2L, 1L })]
    [InlineData(13, new[] { 9L, 3L, 1L })] // 9.1, 2.6, 1.3: the largest remainder gets the last one
    [InlineData(99, new[] { 69L, 20L, 10L })]
    public void Split_TakesTheSameShareOfEveryClass(long count, long[] expected)
    {
        var (train, validation) = Hundred.Split(count, seed: 5);

        validation.ClassCounts().ShouldBe(expected);
        var indices = Indices(train).Concat(Indices(validation)).Order();
        indices.ShouldBe(Enumerable.Range(0, 100), "each image is in one of the two");
        foreach (var part in new[] { train, validation })
        foreach (var (index, label) in Indices(part).Zip(part.Labels.data<long>()))
            label.ShouldBe(
                index < 70 ? 0
                : index < 90 ? 1
                : 2
            );
        validation.Name.ShouldBe("hundred (validation part)");
    }

    [Fact]
    public void Split_BySeedAndShare()
    {
        var (_, validation) = Hundred.Split(0.2, seed: 1);
        validation.Count.ShouldBe(20);
        Indices(Hundred.Split(20, seed: 1).Validation).ShouldBe(Indices(validation));
        Indices(Hundred.Split(20, seed: 2).Validation).ShouldNotBe(Indices(validation));
    }

    [Fact]
    public void SubsetAndTake_PickImagesAndLabels()
    {
        var subset = Hundred.Subset(95, 3, 3);
        Indices(subset).ShouldBe([95, 3, 3]);
        subset.Labels.data<long>().ToArray().ShouldBe([2, 0, 0]);
        Indices(Hundred.Take(3)).ShouldBe([0, 1, 2]);
    }

    [Fact]
    public void Normalize_LeavesTheOriginalAlone()
    {
        var normalized = Hundred.Normalize(mean: 49.5, deviation: 10);
        normalized.Images.mean().item<float>().ShouldBe(0, 1e-5f);
        normalized.Images[99, 0, 1, 1].item<float>().ShouldBe(4.95f, 1e-5f);
        Indices(Hundred).ShouldBe(Enumerable.Range(0, 100));
    }

    [Fact]
    public void BadArguments_SayWhatWouldBeRight()
    {
        Refusal(() => Hundred.Take(101)).ShouldStartWith("hundred has 100 images: 101 cannot be taken.");
        Refusal(() => Hundred.Subset(100)).ShouldStartWith("hundred has the positions 0 to 99: there is no 100.");
        Refusal(() => Hundred.Split(100)).ShouldContain("leaves one part empty");
        Refusal(() => Hundred.Split(1.5)).ShouldContain("lies between 0 and 1, for example 0.15; it was 1.5");
        Refusal(() => Hundred.Split(double.NaN)).ShouldContain("lies between 0 and 1");
        Refusal(() => Hundred.Normalize(0, 0)).ShouldStartWith("A deviation is greater than 0; it was 0.");

        static string Refusal(Action action) => Should.Throw<ArgumentException>(action).Message;
    }

    private static IEnumerable<int> Indices(Dataset dataset) =>
        dataset.Images.select(1, 0).select(1, 0).select(1, 0).data<float>().ToArray().Select(value => (int)value);
}
