using DigitLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Tests.Models;

public class ModelsTests
{
    /// <summary>The models with the parameters that their sheets tell.</summary>
    public static TheoryData<string, Func<nn.Module<Tensor, Tensor>>, long> Sheets =>
        new()
        {
            { "perceptron 20", () => Perceptron.Create(20), 15_910 },
            { "perceptron 50", () => Perceptron.Create(50), Perceptron.Parameters(50) },
            { "one convolution, padded", OneConvolution.Padded, 152_102 },
            { "one convolution, unpadded", OneConvolution.Unpadded, 112_166 },
            { "one convolution, strided", OneConvolution.Strided, 39_206 },
            { "LeNet-5 tanh", LeNet5.WithTanh, 61_706 },
            { "LeNet-5 ReLU", LeNet5.WithRelu, LeNet5.Parameters },
            { "practical 3", () => Practical3.Create(), Practical3.Parameters },
            { "model 1", Utrecht.Model1, 207_178 },
            { "model 2", Utrecht.Model2, 440_906 },
            { "model 3", Utrecht.Model3, 449_482 },
            { "light", Utrecht.Light, 11_907 },
            { "Milano", () => Milano.Create(), 9_682 },
            { "Milano, average pooling", () => Milano.Create(averagePooling: true), 9_682 },
            { "Milano, unpadded", () => Milano.Create(padding: false), 5_842 },
            { "Milano, thinner", () => Milano.Create(width: 4), 4_414 },
        };

    [Theory]
    [MemberData(nameof(Sheets))]
    public void The_parameters_are_the_sheets_and_images_become_ten_logits(
        string name,
        Func<nn.Module<Tensor, Tensor>> create,
        long parameters
    )
    {
        using var scope = NewDisposeScope();
        var model = create();
        model.parameters().Sum(parameter => parameter.numel()).ShouldBe(parameters, name);
        model.call(rand(3, 1, 28, 28)).shape.ShouldBe([3, 10], name);
    }

    [Fact]
    public void Practical_3_starts_with_deviation_one_twentieth_and_biases_of_a_tenth()
    {
        manual_seed(1);
        var weights = Practical3.Create().get_parameter("fc1.weight")!;
        weights.std().item<float>().ShouldBe(0.05f, 1e-4f);
        weights.mean().item<float>().ShouldBe(0, 1e-3f);
        Practical3
            .Create()
            .named_parameters()
            .Where(p => p.name.EndsWith("bias"))
            .ShouldAllBe(p => p.parameter.data<float>().ToArray().All(b => b == 0.1f));
    }

    [Fact]
    public void Keras_start_is_uniform_within_its_bound()
    {
        manual_seed(1);
        var model = Utrecht.Model1().Glorot();
        var bound = Math.Sqrt(6.0 / (1568 + 128));
        var weights = model.get_parameter("fc1.weight")!;
        weights.abs().max().item<float>().ShouldBeInRange((float)(0.999 * bound), (float)bound);
        weights.std().item<float>().ShouldBe((float)(bound / Math.Sqrt(3)), 1e-3f);
        model.get_parameter("conv1.bias")!.data<float>().ToArray().ShouldAllBe(b => b == 0);
    }
}
