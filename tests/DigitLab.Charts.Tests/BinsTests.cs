using DigitLab.Charts.Drawing;

namespace DigitLab.Charts.Tests;

public class BinsTests
{
    [Fact]
    public void Every_finite_value_is_in_the_bin_that_holds_it()
    {
        var bins = Bins.Of([0.0, 0.1, 0.19, 0.2, 0.5, 0.99, 1.0, double.NaN, double.PositiveInfinity], bins: 5);

        bins.Width.ShouldBe(0.2, 1e-12);
        bins.Counts.ShouldBe([3, 1, 1, 0, 2]);
        (bins.Total, bins.Left).ShouldBe((7, 2));
        bins.Mean.ShouldBe(2.98 / 7, 1e-12);
    }

    [Fact]
    public void Mean_and_deviation_are_those_of_the_population()
    {
        var bins = Bins.Of([2, 4, 4, 4, 5, 5, 7, 9]);

        (bins.Mean, bins.Deviation).ShouldBe((5.0, 2.0));
    }

    [Fact]
    public void One_value_many_times_is_one_bin()
    {
        var bins = Bins.Of([3f, 3f, 3f]);

        bins.Counts.ShouldBe([3]);
        (bins.Start, bins.End).ShouldBe((2.5, 3.5));
    }

    [Theory]
    [InlineData(-1e308, 1e308)]
    [InlineData(1e15, 1e15 + 2)]
    [InlineData(0, 1e-300)]
    public void Extreme_ranges_lose_no_value(double low, double high) =>
        Bins.Of([low, high, low]).Counts.Sum().ShouldBe(3);
}
