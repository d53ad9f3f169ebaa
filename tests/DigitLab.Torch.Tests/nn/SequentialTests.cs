using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Modules;

public class SequentialTests
{
    private static readonly Func<nn.Module<Tensor, Tensor>>[] Activations =
    [
        () => nn.ReLU(),
        () => nn.Tanh(),
        () => nn.Sigmoid(),
    ];

    public static TheoryData<int, bool, int> Layers()
    {
        var data = new TheoryData<int, bool, int>();
        for (var activation = 0; activation < Activations.Length; activation++)
            foreach (var batch in new[] { 3, 40 })
            {
                data.Add(activation, true, batch);
                data.Add(activation, false, batch);
            }
        return data;
    }

    /// <summary>A layer applies the activation after it by itself; a listener in between makes it go the long way.</summary>
    [Theory]
    [MemberData(nameof(Layers))]
    public void An_activation_applied_on_the_way_changes_nothing(int activation, bool convolution, int batch)
    {
        manual_seed(5);
        var layer = convolution ? (nn.Module<Tensor, Tensor>)nn.Conv2d(2, 3, 3) : nn.Linear(12, 7);
        var model = nn.Sequential(layer, Activations[activation]());
        var x = convolution ? randn(batch, 2, 6, 5) : randn(batch, 12);
        x.requires_grad = true;

        (Tensor, Tensor, Tensor) Run()
        {
            model.zero_grad();
            x.grad = null;
            var y = model.call(x);
            (y * 3 + 1).sum().backward();
            return (y, layer.get_parameter("weight")!.grad!.clone(), x.grad!.clone());
        }

        var (y, weight, input) = Run();
        var listener = layer.register_forward_hook((_, _, output) => output);
        var (expectedY, expectedWeight, expectedInput) = Run();
        listener.remove();

        y.allclose(expectedY, 1e-6, 1e-6).ShouldBeTrue();
        weight.allclose(expectedWeight, 1e-5, 1e-5).ShouldBeTrue();
        input.allclose(expectedInput, 1e-5, 1e-5).ShouldBeTrue();
    }

    /// <summary>So does a pooling; where the pass cannot do it (overlap, padding), it has one of its own.</summary>
    [Theory]
    [InlineData(2, null, 0, false)]
    [InlineData(2, 3, 0, false)]
    [InlineData(3, 2, 0, false)]
    [InlineData(2, null, 1, false)]
    [InlineData(2, null, 0, true)]
    [InlineData(2, null, 1, true)]
    public void A_pooling_on_the_way_changes_nothing(int kernel, int? stride, int padding, bool average)
    {
        manual_seed(6);
        nn.Module<Tensor, Tensor> Pool() =>
            average ? nn.AvgPool2d(kernel, stride, padding) : nn.MaxPool2d(kernel, stride, padding);
        foreach (var activation in Activations.Append(() => nn.Identity()))
        foreach (var batch in new[] { 3, 20 })
        {
            var layer = nn.Conv2d(2, 5, 3, padding: 1);
            var model = nn.Sequential(layer, activation(), Pool(), nn.Flatten());
            var x = randn(batch, 2, 7, 6);
            x.requires_grad = true;

            (Tensor, Tensor, Tensor, Tensor) Run()
            {
                model.zero_grad();
                x.grad = null;
                var y = model.call(x);
                (y * y + 1).sum().backward();
                return (y, layer.weight.grad!.clone(), layer.bias.grad!.clone(), x.grad!.clone());
            }

            Tensor Infer()
            {
                using var off = no_grad();
                return model.call(x);
            }

            var (y, weight, bias, input) = Run();
            var inferred = Infer();
            var listener = layer.register_forward_hook((_, _, output) => output);
            var (expectedY, expectedWeight, expectedBias, expectedInput) = Run();
            listener.remove();

            y.allclose(expectedY, 1e-6, 1e-6).ShouldBeTrue();
            inferred.allclose(expectedY, 1e-6, 1e-6).ShouldBeTrue();
            weight.allclose(expectedWeight, 1e-5, 1e-5).ShouldBeTrue();
            bias.allclose(expectedBias, 1e-5, 1e-5).ShouldBeTrue();
            input.allclose(expectedInput, 1e-5, 1e-5).ShouldBeTrue();
        }
    }

    /// <summary>A flattening is done by the pooling before it, and comes before a dropout then.</summary>
    [Fact]
    public void A_flattening_on_the_way_changes_nothing()
    {
        manual_seed(7);
        foreach (var batch in new[] { 3, 20 })
        {
            var layer = nn.Conv2d(2, 5, 3, padding: 1);
            var model = nn.Sequential(
                layer,
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Dropout(0.3),
                nn.Flatten(),
                nn.Linear(45, 4)
            );
            var x = randn(batch, 2, 7, 6);

            (Tensor, Tensor) Run()
            {
                manual_seed(8);
                model.zero_grad();
                var y = model.call(x);
                (y * y).sum().backward();
                return (y, layer.weight.grad!.clone());
            }

            var (y, weight) = Run();
            var listener = layer.register_forward_hook((_, _, output) => output);
            var (expectedY, expectedWeight) = Run();
            listener.remove();

            y.allclose(expectedY, 1e-5, 1e-5).ShouldBeTrue();
            weight.allclose(expectedWeight, 1e-4, 1e-4).ShouldBeTrue();
        }
    }
}
