using DigitLab.Charts.Drawing;

namespace DigitLab.Charts.Tests;

public class AxisTests
{
    [Theory]
    [InlineData(0, 1, 5, 0.2)]
    [InlineData(0, 10, 5, 2)]
    [InlineData(0, 6742, 5, 2000)]
    [InlineData(0, 12, 5, 2.5)]
    [InlineData(0, 0.003, 5, 0.001)]
    [InlineData(0, 1e300, 5, 2e299)]
    public void A_step_is_1_2_2half_or_5_times_a_power_of_ten(double low, double high, int steps, double expected) =>
        Axis.Step(high - low, steps).ShouldBe(expected, expected * 1e-9);

    [Fact]
    public void Marks_are_round_and_cover_the_values()
    {
        var axis = Axis.Of([0.013, 0.93], "loss");

        axis.Ticks.Select(tick => tick.Text).ShouldBe(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        axis.Place(0).ShouldBe(0);
        axis.Place(0.5).ShouldBe(0.5, 1e-12);
        axis.Place(1).ShouldBe(1);
    }

    [Fact]
    public void Epochs_are_marked_by_whole_numbers()
    {
        var axis = Axis.Of([1, 2, 3], "epoch", round: false, counts: true, steps: 8);

        axis.Ticks.Select(tick => tick.Text).ShouldBe(["1", "2", "3"]);
        axis.Place(3).ShouldBe(1);
    }

    [Fact]
    public void A_log_axis_has_equal_steps_for_equal_factors()
    {
        var axis = Axis.Of([0.02, 1.3, 0, -4], "loss", log: true);

        axis.Ticks.Select(tick => tick.Text).ShouldBe(["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2"]);
        (axis.Place(0.2) - axis.Place(0.02)).ShouldBe(axis.Place(1) - axis.Place(0.1), 1e-12);
        axis.Place(0).ShouldBe(double.NaN);
    }

    [Fact]
    public void Many_decades_are_marked_by_some_powers_of_ten()
    {
        var texts = Axis.Of([1e-9, 1e9], "", log: true).Ticks.Select(tick => tick.Text).ToArray();

        texts.Length.ShouldBeInRange(4, 8);
        texts[0].ShouldBe("1e−9");
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(0, 0)]
    [InlineData(-2e-8, -2e-8)]
    [InlineData(-1.7e308, 1.7e308)]
    [InlineData(1e15, 1e15 + 1)]
    public void A_range_without_extent_or_beyond_all_bounds_is_still_a_range(double low, double high)
    {
        var axis = Axis.Of([low, high, double.NaN, double.PositiveInfinity], "x");

        axis.Low.ShouldBeLessThan(axis.High);
        axis.Ticks.Count.ShouldBeInRange(2, 12);
        axis.Place(low).ShouldBeInRange(0, 1);
        axis.Place(high).ShouldBeInRange(0, 1);
    }

    [Theory]
    [InlineData(9887, "9,887")]
    [InlineData(0.04213, "0.0421")]
    [InlineData(-0.5, "−0.5")]
    [InlineData(0.000012, "1.2e−5")]
    [InlineData(123456789, "1.23e8")]
    [InlineData(-0.0, "0")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.NegativeInfinity, "−∞")]
    public void Numbers_are_written_with_few_digits(double value, string expected) =>
        Numbers.Short(value).ShouldBe(expected);
}
