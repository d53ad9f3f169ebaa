using DigitLab.Torch.Tests.Autograd;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Distributions;

/// <summary>Gradients with respect to parameters and values, against central differences.</summary>
public class DistributionGradientTests
{
    /// <summary>Functions of two parameters and a value in (0.2, 0.8).</summary>
    private static readonly Dictionary<string, Func<Tensor[], Tensor>> Cases = new()
    {
        ["Normal.log_prob"] = x => distributions.Normal(x[0], x[1]).log_prob(x[2]),
        ["Normal.entropy"] = x => distributions.Normal(x[0], x[1]).entropy(),
        ["Normal.cdf"] = x => distributions.Normal(x[0], x[1]).cdf(x[2]),
        ["Normal.icdf"] = x => distributions.Normal(x[0], x[1]).icdf(x[2]),
        ["Normal.rsample"] = x => distributions.Normal(x[0], x[1], new Generator(5)).rsample(2),
        ["Uniform.log_prob"] = x => distributions.Uniform(x[0] - 1, x[1] + 1).log_prob(x[2]),
        ["Uniform.cdf"] = x => distributions.Uniform(x[0] - 1, x[1] + 1).cdf(x[2]),
        ["Uniform.rsample"] = x => distributions.Uniform(x[0] - 1, x[1] + 1, new Generator(5)).rsample(2),
        ["Bernoulli.log_prob"] = x => distributions.Bernoulli(x[0]).log_prob(x[2]),
        ["Bernoulli.log_prob of logits"] = x => distributions.Bernoulli(logits: x[0]).log_prob(x[2]),
        ["Bernoulli.entropy"] = x => distributions.Bernoulli(x[0]).entropy(),
        ["Bernoulli.variance"] = x => distributions.Bernoulli(logits: x[0]).variance,
        ["Categorical.log_prob"] = x => distributions.Categorical(x[0]).log_prob(arange(3)),
        ["Categorical.log_prob of logits"] = x => distributions.Categorical(logits: x[0]).log_prob(arange(3)),
        ["Categorical.entropy"] = x => distributions.Categorical(x[0]).entropy(),
        ["Categorical.entropy of logits"] = x => distributions.Categorical(logits: x[0]).entropy(),
    };

    public static TheoryData<string> Names() => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void They_are_difference_quotients(string name)
    {
        using var generator = new Generator(11);
        var inputs = Enumerable
            .Range(0, 3)
            .Select(_ => (rand([3], float64, generator: generator) * 0.6 + 0.2).requires_grad_())
            .ToArray();
        FiniteDifferences.Check(name, Cases[name], inputs);
    }

    [Fact]
    public void Draws_have_none_but_by_rsample()
    {
        var scale = ones(3, requires_grad: true);
        distributions.Normal(zeros(3), scale).sample().requires_grad.ShouldBeFalse();
        distributions.Normal(zeros(3), scale).rsample().requires_grad.ShouldBeTrue();
        distributions.Uniform(zeros(3), scale).sample().requires_grad.ShouldBeFalse();
        distributions.Bernoulli(scale).rsample().requires_grad.ShouldBeFalse();
        distributions.Categorical(scale).rsample().requires_grad.ShouldBeFalse();
    }
}
