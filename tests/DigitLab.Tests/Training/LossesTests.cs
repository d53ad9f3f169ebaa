using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Tests.Training;

public class LossesTests
{
    // Two images, three classes; the figures by the formulas, in double.
    private static readonly double[,] Logits =
    {
        { 1, -2, 0.5 },
        { 0.25, 3, -1 },
    };
    private static readonly long[] Labels = [2, 1];

    private static double Sigmoid(double z) => 1 / (1 + Math.Exp(-z));

    [Fact]
    public void The_sheets_cost_adds_up_the_outputs()
    {
        var expected = 0.0;
        for (var i = 0; i < 2; i++)
        for (var k = 0; k < 3; k++)
            expected -= Math.Log(k == Labels[i] ? Sigmoid(Logits[i, k]) : 1 - Sigmoid(Logits[i, k])) / 2;
        Losses.BinaryCrossEntropy().call(Input(), tensor(Labels)).item<float>().ShouldBe((float)expected, 1e-6f);
    }

    [Fact]
    public void Cross_entropy_is_the_mean_of_minus_log_p()
    {
        var expected = 0.0;
        for (var i = 0; i < 2; i++)
        {
            var sum = Enumerable.Range(0, 3).Sum(k => Math.Exp(Logits[i, k]));
            expected -= Math.Log(Math.Exp(Logits[i, Labels[i]]) / sum) / 2;
        }
        Losses.CrossEntropy().call(Input(), tensor(Labels)).item<float>().ShouldBe((float)expected, 1e-6f);
    }

    [Fact]
    public void Before_training_the_cost_of_ten_outputs_is_ten_times_ln_2() =>
        Losses
            .BinaryCrossEntropy()
            .call(zeros(4, 10), tensor(new long[] { 1, 2, 3, 4 }))
            .item<float>()
            .ShouldBe((float)(10 * Math.Log(2)), 1e-5f);

    private static Tensor Input() => tensor(Logits).to_type(ScalarType.Float32);
}
