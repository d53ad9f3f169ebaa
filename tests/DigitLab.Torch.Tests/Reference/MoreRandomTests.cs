using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>Further draws and layers after a seed, against PyTorch's.</summary>
public class MoreRandomTests
{
    private static readonly ReferenceCase Reference = ReferenceCase.Load("more-random")[0];

    public static TheoryData<string> Draws() => [.. Names("draws")];

    public static TheoryData<string> Layers() => [.. Names("layers")];

    private static IEnumerable<string> Names(string part) =>
        Reference.Json.GetProperty(part).EnumerateObject().Select(p => p.Name);

    [Theory]
    [MemberData(nameof(Draws))]
    public void Draws_after_a_seed_are_PyTorchs(string name)
    {
        manual_seed(Reference.Long("seed"));
        ReferenceCase.ShouldAgree(Draw(name), Reference.Json.GetProperty("draws").GetProperty(name), name);
    }

    private static Tensor Draw(string name) =>
        name switch
        {
            "multinomial(6)" => multinomial(tensor(new[] { 0.1f, 0.4f, 0.2f, 0.3f }), 6, replacement: true),
            "multinomial(3)" => multinomial(
                tensor(
                    new[,]
                    {
                        { 0.1f, 0.4f, 0.2f, 0.3f },
                        { 0, 1, 2, 1 },
                    }
                ),
                3
            ),
            "exponential_(2)" => empty(20).exponential_(2),
            "log_normal_(0, 0.5)" => empty(20).log_normal_(0, 0.5),
            "geometric_(0.3)" => empty(20).geometric_(0.3),
            "cauchy_()" => empty(20).cauchy_(),
            "trunc_normal_" => nn.init.trunc_normal_(empty(20), 0.1, 2, -1, 1.5),
            "kaiming_normal_" => nn.init.kaiming_normal_(empty(4, 5)),
            "xavier_uniform_" => nn.init.xavier_uniform_(empty(4, 5)),
            "orthogonal_" => nn.init.orthogonal_(empty(3, 5), 2),
            "normal(mean, std)" => normal(arange(20, float32), arange(20, float32) / 10),
            "rand_like" => rand_like(empty(3, 4)),
            "randint_like" => empty(3, 4).randint_like(2, 9),
            "dropout2d" => nn.functional.dropout2d(ones(3, 4, 2, 2), 0.4),
            _ => throw new NotSupportedException(name),
        };

    /// <summary>SHA-256 of what TorchSharp 0.107.0 (LibTorch 2.10) gives.</summary>
    [Theory]
    [InlineData("seed", "DAF9268B18E87B0267A6AD240C6093EB98FE6F03872986BD31A497BA5EA2371A")]
    [InlineData("rand(5), randn(5)", "51560F23889C0138384C6859B2557011E4B299A0F52A45A7AEEE84330099AA91")]
    [InlineData("randn(1) double", "0B9331A9E423BECAA772ADEA7107E709FC98AE625F4FA1FE32947EFDD35998D4")]
    [InlineData("rand(623)", "41F3111F4DCF003660A0AB04B07A7E88A479FEF3813F7ADC530787E18667A7FB")]
    [InlineData("rand(624)", "5FB8E6083BF899E5D5007A134E39934904E92E57647BFD26A1B44E4B17382ABB")]
    [InlineData("rand(5000)", "171FA376C390B1FCDFCE1343B93DCB10BC30E4BBCC53C839B909D2FCCAF6D2C7")]
    [InlineData("log_normal_(3)", "5DC20BBDC68DEDE503C2FD3BE8C61C03E0BA6FB7884C5665B6B65DEA69A927C5")]
    public void The_generators_state_is_PyTorchs_and_can_be_put_back(string draws, string hash)
    {
        manual_seed(7);
        _ = draws switch
        {
            "seed" => null,
            "rand(5), randn(5)" => (rand(5), randn(5)).Item2,
            "randn(1) double" => randn(1, dtype: float64),
            "log_normal_(3)" => empty(3).log_normal_(),
            _ => rand(int.Parse(draws[5..^1])),
        };
        var state = random.get_rng_state();
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(state.bytes)).ShouldBe(hash);

        var next = randn(3, dtype: float64).data<double>().ToArray();
        rand(1000);
        random.set_rng_state(state);
        random.get_rng_state().bytes.ToArray().ShouldBe(state.bytes.ToArray());
        randn(3, dtype: float64).data<double>().ToArray().ShouldBe(next);
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Layers_start_from_PyTorchs_weights(string name)
    {
        manual_seed(Reference.Long("seed"));
        nn.Module module = name switch
        {
            "Conv1d(2, 3, 4)" => nn.Conv1d(2, 3, 4),
            "ConvTranspose2d(3, 4, 3)" => nn.ConvTranspose2d(3, 4, 3),
            "Embedding(5, 3, 1)" => nn.Embedding(5, 3, 1),
            "BatchNorm2d(3)" => nn.BatchNorm2d(3),
            "PReLU(3)" => nn.PReLU(3),
            _ => throw new NotSupportedException(name),
        };
        var state = module.state_dict();
        var expected = Reference.Json.GetProperty("layers").GetProperty(name).EnumerateObject().ToList();
        state.Keys.Order().ShouldBe(expected.Select(p => p.Name).Order());
        foreach (var parameter in expected)
            ReferenceCase.ShouldAgree(state[parameter.Name], parameter.Value, $"{name} {parameter.Name}");
    }
}
