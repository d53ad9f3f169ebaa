using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Reference;

/// <summary>The random streams, against PyTorch's.</summary>
public class RandomTests
{
    public static TheoryData<int> Seeds() => new([0, 1, 2]);

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Draws_after_a_seed_are_PyTorchs(int index)
    {
        var reference = ReferenceCase.Load("random")[index];
        var seed = reference.Arguments.GetProperty("seed").GetInt64();
        foreach (var draw in reference.Json.GetProperty("draws").EnumerateObject())
        {
            manual_seed(seed);
            ReferenceCase.ShouldAgree(Draw(draw.Name), draw.Value, $"seed {seed}: {draw.Name}");
        }
    }

    private static Tensor Draw(string name)
    {
        switch (name)
        {
            case "rand(5)":
                return rand(5);
            case "rand(40)":
                return rand(40);
            case "rand(3) drawn a second time":
                rand(3);
                return rand(3);
            case "rand(4, dtype=float64)":
                return rand(4, dtype: float64);
            case "randn(5)":
                return randn(5);
            case "randn(16)":
                return randn(16);
            case "randn(43)":
                return randn(43);
            case "randn(5) drawn a second time":
                randn(5);
                return randn(5);
            case "randint(0, 10, [20])":
                return randint(0, 10, new long[] { 20 });
            case "randperm(20)":
                return randperm(20);
            case "randperm(1000)":
                return randperm(1000);
            case "bernoulli(0.3 everywhere, [40])":
                return bernoulli(full(40, 0.3));
            case "dropout(ones(40), 0.2)":
                return nn.functional.dropout(ones(40), 0.2);
            case "empty(33).uniform_(-2, 3)":
                return empty(33).uniform_(-2, 3);
            case "empty(33).normal_(1, 0.05)":
                return empty(33).normal_(1, 0.05);
            default:
                throw new NotSupportedException(name);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Layers_start_from_PyTorchs_weights(int index)
    {
        var reference = ReferenceCase.Load("random")[index];
        foreach (var layer in reference.Json.GetProperty("layers").EnumerateObject())
        {
            manual_seed(reference.Arguments.GetProperty("seed").GetInt64());
            nn.Module<Tensor, Tensor> module = layer.Name switch
            {
                "Linear(5, 3)" => nn.Linear(5, 3),
                "Conv2d(1, 6, 5)" => nn.Conv2d(1, 6, 5),
                "Conv2d(6, 4, 3, bias=False)" => nn.Conv2d(6, 4, 3, bias: false),
                _ => throw new NotSupportedException(layer.Name),
            };
            foreach (var parameter in layer.Value.EnumerateObject())
                ReferenceCase.ShouldAgree(
                    module.get_parameter(parameter.Name)!,
                    parameter.Value,
                    $"{layer.Name} {parameter.Name}"
                );
        }
    }
}
