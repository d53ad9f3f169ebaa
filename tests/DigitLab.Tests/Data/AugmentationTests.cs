using DigitLab.Data;
using DigitLab.Ink.Writing;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Tests.Data;

public sealed class AugmentationTests
{
    private static readonly Tensor Digits = tensor(
            SyntheticDigits.Generate(200, 5).Pixels.Select(level => level / 255f).ToArray(),
            [200, 1, 28, 28]
        )
        .sub(0.1307)
        .div(0.3081);

    [Fact]
    public void NoChange_GivesTheImages() =>
        new Augmentation().Apply(Digits).data<float>().ToArray().ShouldBe(Digits.data<float>().ToArray());

    [Fact]
    public void TheSeedDecides()
    {
        var augmentation = new Augmentation(2, 10, 0.1, 1);
        float[] Draw(int seed)
        {
            manual_seed(seed);
            return augmentation.Apply(Digits).data<float>().ToArray();
        }
        Draw(1).ShouldBe(Draw(1));
        Draw(1).ShouldNotBe(Draw(2));
        augmentation.Apply(Digits).data<float>().ToArray().ShouldNotBe(Draw(1), "each time another way");
    }

    [Fact]
    public void Shift_MovesTheCentreOfMass_NoFartherThanItSays()
    {
        manual_seed(11);
        var before = Centres(Digits);
        var after = Centres(new Augmentation(Shift: 3).Apply(Digits));
        var moves = before.Zip(after, (from, to) => (X: to.X - from.X, Y: to.Y - from.Y)).ToArray();
        moves.ShouldAllBe(move => Math.Abs(move.X) < 3.1 && Math.Abs(move.Y) < 3.1);
        moves.Select(move => move.X).Average().ShouldBe(0, 0.4);
        // Uniform over ±3 has the standard deviation 3 / sqrt(3).
        Math.Sqrt(moves.Average(move => move.X * move.X)).ShouldBe(Math.Sqrt(3), 0.25);
        Math.Sqrt(moves.Average(move => move.Y * move.Y)).ShouldBe(Math.Sqrt(3), 0.25);
    }

    [Fact]
    public void AWholePixel_IsAnExactMove()
    {
        var image = arange(48, dtype: float32).reshape(1, 1, 6, 8);
        var resampler = new Resampler(6, 8);
        resampler.Move(angle: 0, factor: 1, shiftX: 2, shiftY: -1);
        var moved = new float[48];
        resampler.Run(image.data<float>().ToArray(), moved);
        for (var y = 0; y < 6; y++)
        for (var x = 0; x < 8; x++)
            moved[8 * y + x].ShouldBe(x >= 2 && y <= 4 ? 8 * (y + 1) + x - 2 : 0);
    }

    [Fact]
    public void AQuarterTurn_IsExact()
    {
        var image = Enumerable.Range(1, 25).Select(i => (float)i).ToArray();
        var turned = new float[25];
        var resampler = new Resampler(5, 5);
        resampler.Move(Math.PI / 2, 1, 0, 0);
        resampler.Run(image, turned);
        for (var y = 0; y < 5; y++)
        for (var x = 0; x < 5; x++)
            turned[5 * x + 4 - y].ShouldBe(image[5 * y + x], 1e-3f, "clockwise, y pointing downwards");
    }

    [Fact]
    public void TwiceAsLarge_IsBilinear()
    {
        float[] image = [0, 0, 0, 0, 8, 0, 0, 0, 0];
        var larger = new float[9];
        var resampler = new Resampler(3, 3);
        resampler.Move(0, factor: 2, 0, 0);
        resampler.Run(image, larger);
        larger.ShouldBe([2, 4, 2, 4, 8, 4, 2, 4, 2]);
    }

    [Fact]
    public void PaperStaysPaper_AlsoWhenNormalised()
    {
        var paper = Digits.min().item<float>();
        var changed = new Augmentation(4, 20, 0.2, 1.5).Apply(Digits);
        changed.min().item<float>().ShouldBe(paper);
        changed.max().item<float>().ShouldBeLessThanOrEqualTo(Digits.max().item<float>());
        changed[0, 0, 0, 0].item<float>().ShouldBe(paper);
    }

    [Fact]
    public void ABatch_IsVariedOnlyWhereTheDatasetSaysSo()
    {
        var data = new Dataset("digits", Digits, zeros([200], int64), ["0"]);
        var positions = tensor(new long[] { 7, 3 });
        var chosen = Digits.index_select(0, positions).contiguous().data<float>().ToArray();
        data.Batch(positions).Images.contiguous().data<float>().ToArray().ShouldBe(chosen);
        var still = data with { Augmentation = new() };
        still.Batch(positions).Images.data<float>().ToArray().ShouldBe(chosen);
        var varied = data with { Augmentation = new(Shift: 2) };
        varied.Batch(positions).Images.data<float>().ToArray().ShouldNotBe(chosen);
        varied.Batch(positions).Labels.shape.ShouldBe([2]);
    }

    [Fact]
    public void OtherShapes_AreRefused() =>
        Should
            .Throw<ArgumentException>(() => new Augmentation(1).Apply(zeros([28, 28])))
            .Message.ShouldStartWith(
                "images to augment are [N, C, height, width] of Float32; found [28, 28] of Float32"
            );

    private static (double X, double Y)[] Centres(Tensor images)
    {
        var levels = (images - images.min()).data<float>().ToArray();
        return
        [
            .. levels
                .Chunk(28 * 28)
                .Select(image =>
                    (
                        image.Select((level, i) => level * (i % 28)).Sum() / (double)image.Sum(),
                        image.Select((level, i) => level * (i / 28)).Sum() / (double)image.Sum()
                    )
                ),
        ];
    }
}
