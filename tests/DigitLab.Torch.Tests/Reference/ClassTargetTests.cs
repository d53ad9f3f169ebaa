using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>The forms in which PyTorch takes the targets of a classification.</summary>
public class ClassTargetTests
{
    private static readonly Tensor Scores = tensor(
        new[,]
        {
            { 0.1f, 0.2f, 0.7f },
            { 1, -1, 0 },
        }
    );

    private static void Is(Tensor loss, double value)
    {
        loss.shape.ShouldBeEmpty();
        loss.item<float>().ShouldBe((float)value, 1e-4);
    }

    [Fact]
    public void Class_numbers_may_be_bytes() => Is(F.cross_entropy(Scores, tensor(new byte[] { 1, 2 })), 1.3378);

    [Theory]
    [InlineData(nn.Reduction.Mean)]
    [InlineData(nn.Reduction.None)]
    public void One_sample_needs_no_batch(nn.Reduction reduction)
    {
        var one = Scores.select(0, 0);
        Is(F.cross_entropy(one, tensor(1L), reduction: reduction), 1.2679);
        Is(F.nll_loss(one, tensor(1L), reduction: reduction), -0.2);
        Is(F.cross_entropy(one, tensor(new[] { 0.2f, 0.3f, 0.5f }), reduction: reduction), 1.0379);
    }

    /// <summary>-Σ p log q, over two samples.</summary>
    [Fact]
    public void Floating_point_targets_are_probabilities()
    {
        var goals = tensor(
            new[,]
            {
                { 0.2f, 0.3f, 0.5f },
                { 0, 1, 0 },
            }
        );
        Is(F.cross_entropy(Scores, goals), (1.0379 + 2.4076) / 2);
        F.cross_entropy(Scores, goals.to(float64)).dtype.ShouldBe(ScalarType.Float64);
    }
}
