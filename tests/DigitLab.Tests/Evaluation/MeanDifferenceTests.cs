using DigitLab.Evaluation;

namespace DigitLab.Tests.Evaluation;

public class MeanDifferenceTests
{
    // Welch by hand: 2 ± 1 and 7 ± √13 of three each; √(1/3 + 13/3) = 2.1602, 2.3 degrees of freedom, t(2) = 4.303.
    [Fact]
    public void Few_seeds_leave_a_wide_interval()
    {
        var difference = MeanDifference.Of(MeanSpread.Of(1, 2, 3), MeanSpread.Of(4, 6, 11));
        difference.Value.ShouldBe(-5);
        difference.Margin.ShouldBe(2.1602469 * 4.303, 1e-6);
        difference.IsClear.ShouldBeFalse();
    }

    [Theory]
    [InlineData(6, 2.228)] // 10 degrees of freedom
    [InlineData(20, 2.024)] // 38
    [InlineData(500, 1.962)] // 998
    public void The_quantile_is_never_too_small(int count, double quantile)
    {
        var of = new MeanSpread(0.98, 0.01, count);
        var margin = MeanDifference.Of(of, of).Margin / (0.01 * Math.Sqrt(2.0 / count));
        margin.ShouldBeGreaterThanOrEqualTo(quantile);
        margin.ShouldBe(quantile, 0.01);
    }

    [Fact]
    public void It_says_in_points_what_it_found()
    {
        var (low, high) = (new MeanSpread(0.97, 0.001, 3), new MeanSpread(0.98, 0.001, 3));
        MeanDifference
            .Of(high, low)
            .ToPoints()
            .ShouldBe("+1.00 points (95% interval +0.77 to +1.23): more than chance");
        MeanDifference.Of(low, low).ToPoints().ShouldEndWith("may well be chance");
    }

    [Fact]
    public void One_run_tells_nothing()
    {
        var difference = MeanDifference.Of(MeanSpread.Of(0.97), MeanSpread.Of(0.98, 0.981));
        difference.IsClear.ShouldBeFalse();
        difference.ToPoints().ShouldEndWith("one run cannot tell whether that is chance");
    }
}
