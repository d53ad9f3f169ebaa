using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Distributions;

/// <summary>What PyTorch 1.13 gives for the same parameters, values and seed.</summary>
public class DistributionTests
{
    private static Tensor Of(params float[] values) => tensor(values);

    private static readonly Tensor Probabilities = tensor(
        new[,]
        {
            { 0.1f, 0.4f, 0.2f, 0.3f },
            { 0, 1, 2, 1 },
        }
    );

    private static Normal Normals => distributions.Normal(Of(0.5f, -1, 2), Of(1, 0.5f, 2));

    private static Uniform Uniforms => distributions.Uniform(Of(0, -1, 2), Of(1, 3, 2.5f));

    private static void Is(Tensor tensor, params double[] values)
    {
        var own = tensor.to(float64).contiguous().data<double>().ToArray();
        own.Length.ShouldBe(values.Length);
        for (var i = 0; i < own.Length; i++)
            if (!own[i].Equals(values[i])) // infinities and NaN
                own[i].ShouldBe(values[i], 2e-6 * Math.Max(1, Math.Abs(values[i])));
    }

    private static void Draws(Tensor tensor, long[] shape, params double[] values)
    {
        tensor.shape.ShouldBe(shape);
        tensor.requires_grad.ShouldBeFalse();
        Is(tensor, values);
    }

    [Fact]
    public void Normal_values()
    {
        var x = Of(0, -1.5f, 3);
        Is(Normals.mean, 0.5, -1, 2);
        Is(Normals.mode, 0.5, -1, 2);
        Is(Normals.stddev, 1, 0.5, 2);
        Is(Normals.variance, 1, 0.25, 4);
        Is(Normals.log_prob(x), -1.04393852, -0.725791335, -1.7370857);
        Is(Normals.cdf(x), 0.308537543, 0.158655256, 0.691462457);
        Is(Normals.icdf(Of(0.1f, 0.5f, 0.9f)), -0.78155148, -1, 4.56310272);
        Is(Normals.entropy(), 1.41893852, 0.725791335, 2.11208582);
        Is(Normals.perplexity(), 4.13273144, 2.06636572, 8.26546383);
        Is(distributions.Normal(0.5f, 2).log_prob(tensor(1f)), -1.6433357);
        distributions.Normal(0.5).mean.dtype.ShouldBe(tensor(0.5).dtype);
    }

    [Fact]
    public void Uniform_values()
    {
        Is(Uniforms.mean, 0.5, 1, 2.25);
        Is(Uniforms.mode, double.NaN, double.NaN, double.NaN);
        Is(Uniforms.stddev, 0.288675129, 1.15470052, 0.144337565);
        Is(Uniforms.variance, 0.0833333358, 1.33333337, 0.020833334);
        Is(Uniforms.log_prob(Of(0.25f, 2, 2.1f)), 0, -1.38629436, 0.693147182);
        Is(Uniforms.cdf(Of(0.25f, 2, 2.1f)), 0.25, 0.75, 0.199999809);
        Is(Uniforms.icdf(Of(0.1f, 0.5f, 0.9f)), 0.1, 1, 2.45);
        Is(Uniforms.entropy(), 0, 1.38629436, -0.693147182);
        var unit = distributions.Uniform(0f, 1f);
        Is(unit.cdf(Of(-1, 2, 1)), 0, 1, 1);
        Is(unit.log_prob(Of(-1, 2, 1)), double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity);
    }

    [Fact]
    public void Bernoulli_values()
    {
        var known = distributions.Bernoulli(Of(0.1f, 0.5f, 0.8f));
        Is(known.mean, 0.1, 0.5, 0.8);
        Is(known.variance, 0.09, 0.25, 0.16);
        Is(known.stddev, 0.3, 0.5, 0.4);
        Is(known.log_prob(Of(1, 0, 1)), -2.30258512, -0.693147182, -0.223143548);
        Is(known.entropy(), 0.325083077, 0.693147182, 0.500402391);
        var scored = distributions.Bernoulli(logits: Of(-2, 0, 1.5f));
        Is(scored.probs, 0.119202919, 0.5, 0.817574441);
        Is(scored.log_prob(Of(1, 0, 0)), -2.12692809, -0.693147182, -1.70141339);
        Is(scored.entropy(), 0.365333855, 0.693147182, 0.475051671);
        var sure = distributions.Bernoulli(Of(0, 0.1f, 1));
        Is(sure.logits, -15.9423847, -2.19722462, 15.9423847);
        Is(sure.log_prob(tensor(1f)), -15.9423847, -2.30258512, -1.19209282e-07);
        Is(distributions.Bernoulli(0.25f, null).mean, 0.25);
        Is(distributions.Bernoulli((double?)null, 0.0).mean, 0.5);
    }

    [Fact]
    public void Categorical_values()
    {
        var known = distributions.Categorical(Probabilities);
        Is(known.probs, 0.1, 0.4, 0.2, 0.3, 0, 0.25, 0.5, 0.25);
        known.param_shape.ShouldBe([2, 4]);
        known.batch_shape.Shape.ShouldBe([2]);
        Is(known.mean, double.NaN, double.NaN);
        Is(known.variance, double.NaN, double.NaN);
        Is(known.log_prob(tensor(new[] { 1L, 2 })), -0.9162907, -0.693147182);
        Is(known.log_prob(tensor(new[] { 0L, 3 }).unsqueeze(1)), [-2.30258512, -15.9423847, -1.20397282, -1.38629436]);
        Is(known.entropy(), 1.2798543, 1.03972077);
        var scored = distributions.Categorical(logits: Of(0.5f, -1, 2));
        Is(scored.logits, -1.74131131, -3.24131131, -0.241311312);
        Is(scored.log_prob(tensor(new[] { 2L, 0, 1 })), -0.241311312, -1.74131131, -3.24131131);
        Is(scored.entropy(), 0.621584654);
        Is(distributions.Categorical(4).probs, 0.25, 0.25, 0.25, 0.25);
    }

    [Fact]
    public void Draws_after_a_seed_are_PyTorchs()
    {
        double[] normal = [0.353204906, -0.606929362, 3.89364338];
        manual_seed(7);
        Draws(Normals.sample(), [3], normal);
        manual_seed(7);
        Draws(Normals.rsample(), [3], normal);
        manual_seed(7);
        Draws(
            Normals.sample(2, 3).select(0, 0),
            [3, 3],
            [
                -0.320134521,
                -0.802184403,
                5.85273647,
                0.169988275,
                -0.900777459,
                3.56414533,
                1.53910768,
                -1.36225533,
                0.302182794,
            ]
        );
        manual_seed(7);
        Draws(Uniforms.sample(), [3], 0.53492254, -0.204787254, 2.32960582);
        manual_seed(7);
        Draws(distributions.Bernoulli(Of(0.1f, 0.5f, 0.8f)).sample(4), [4, 3], [0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1]);
        manual_seed(7);
        Draws(distributions.Categorical(Probabilities).sample(), [2], 1, 2);
        manual_seed(7);
        Draws(distributions.Categorical(Probabilities).sample(4), [4, 2], 1, 3, 1, 3, 3, 2, 2, 2);
        manual_seed(7);
        Draws(
            distributions.Categorical(Probabilities).sample(new Size(new long[] { 2, 3 })),
            [2, 3, 2],
            [1, 2, 1, 2, 3, 3, 2, 3, 3, 1, 3, 1]
        );
    }

    [Fact]
    public void A_generator_of_its_own_is_used()
    {
        using var generator = new Generator();
        generator.manual_seed(7);
        Draws(
            distributions.Uniform(Of(0, -1, 2), Of(1, 3, 2.5f), generator).sample(),
            [3],
            [0.53492254, -0.204787254, 2.32960582]
        );
    }

    [Fact]
    public void A_batch_can_be_expanded()
    {
        var normal = Normals.expand((2, 3));
        normal.batch_shape.Shape.ShouldBe([2, 3]);
        Is(normal.mean, 0.5, -1, 2, 0.5, -1, 2);
        normal.sample(5).shape.ShouldBe([5, 2, 3]);
        distributions.Uniform(0f, 1f).expand((2, 3)).sample().shape.ShouldBe([2, 3]);
        Is(distributions.Bernoulli(tensor(0.2f)).expand(2).mean, 0.2, 0.2);
        var filled = distributions.Categorical(3);
        distributions.Categorical(logits: Of(0.5f, -1, 2)).expand(2, filled).ShouldBeSameAs(filled);
        Is(filled.log_prob(tensor(2L)), -0.241311312, -0.241311312);
        Should.Throw<ArgumentException>(() => Normals.expand(3, filled)).Message.ShouldContain("Categorical");
    }

    [Fact]
    public void It_outlives_the_scope_in_which_it_was_made_and_leaves_its_parameters_alone()
    {
        var (mean, deviation) = (Of(1, 2), Of(1, 1));
        Normal normal;
        Categorical categorical;
        using (NewDisposeScope())
        {
            normal = distributions.Normal(mean, deviation);
            categorical = distributions.Categorical(tensor(new[] { 1f, 3 }));
        }
        normal.mean.Dispose();
        Is(normal.mean, 1, 2);
        Is(categorical.probs, 0.25, 0.75);
        normal.Dispose();
        Is(mean, 1, 2);
    }

    public static TheoryData<string> Wrong() => [.. Mistakes.Keys];

    private static readonly Dictionary<string, Func<object>> Mistakes = new()
    {
        ["scale"] = () => distributions.Normal(0f, -1),
        ["low"] = () => distributions.Uniform(1f, 0f),
        ["probs"] = () => distributions.Bernoulli(tensor(1.5f)),
        ["either probs or logits"] = () => distributions.Bernoulli(),
        ["not both"] = () => distributions.Categorical(Of(1, 2), Of(1, 2)),
        ["dimension"] = () => distributions.Categorical(tensor(0.5f)),
        ["negative"] = () => distributions.Categorical(Of(-1, 2)),
        ["all be 0"] = () => distributions.Categorical(Of(0, 0)),
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Parameters_that_are_none_are_refused(string says) =>
        Should.Throw<ArgumentException>(() => Mistakes[says]()).Message.ShouldContain(says);

    [Fact]
    public void What_a_distribution_does_not_tell_it_says() =>
        Should
            .Throw<NotImplementedException>(() => distributions.Categorical(3).cdf(tensor(1f)))
            .Message.ShouldContain("Categorical has no cdf");
}
