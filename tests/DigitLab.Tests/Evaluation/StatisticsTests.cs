using DigitLab.Evaluation;

namespace DigitLab.Tests.Evaluation;

public class StatisticsTests
{
    // min(1, 2 Σ C(n, k) / 2ⁿ) in whole numbers (Python's math.comb), and (|a − b| − 1)² / (a + b).
    [Theory]
    [InlineData(3, 10, 0.09228515625)]
    [InlineData(0, 5, 0.0625)]
    [InlineData(12, 12, 1)]
    [InlineData(40, 70, 0.005447429511444482)]
    [InlineData(300, 251, 0.04077065347549087)]
    [InlineData(0, 0, 1)]
    public void McNemars_test(int onlyA, int onlyB, double pValue)
    {
        var test = new McNemar(onlyA, onlyB);
        test.PValue.ShouldBe(pValue, 1e-9);
    }

    [Fact]
    public void The_verdict_is_a_sentence()
    {
        new McNemar(40, 70).ToString().ShouldBe("only A right: 40, only B right: 70, p = 0.0054: B is better");
        new McNemar(3, 10).ToString().ShouldEndWith("the difference may well be chance");
    }

    [Fact]
    public void Mean_and_spread_are_the_samples()
    {
        var accuracy = MeanSpread.Of(0.9867, 0.9902, 0.9883);
        accuracy.Mean.ShouldBe(0.98840, 1e-12);
        accuracy.Spread.ShouldBe(0.001752141546793498, 1e-12); // Python's statistics.stdev
        accuracy.ToPercent().ShouldBe("98.84 ± 0.18%");
        MeanSpread.Of(0.5).ToPercent(1).ShouldBe("50.0%");
        Should.Throw<ArgumentException>(() => MeanSpread.Of());
    }

    // Python: statistics.mean(a) - statistics.mean(b), (variance(a) / 3 + variance(b) / 2) ** 0.5.
    [Fact]
    public void The_difference_of_two_means_has_Welchs_standard_error()
    {
        var difference = MeanDifference.Of(MeanSpread.Of(0.981, 0.983, 0.986), MeanSpread.Of(0.979, 0.9815));
        difference.Value.ShouldBe(0.003083333333333216, 1e-12);
        difference.StandardError.ShouldBe(0.0019166666666666863, 1e-12);
    }
}
