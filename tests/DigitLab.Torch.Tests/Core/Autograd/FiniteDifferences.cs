using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Torch.Tests.Autograd;

/// <summary>Compares gradients with central differences, in double precision.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-6;

    /// <summary>
    /// Checks d Σ w·f(x) / dx for fixed random w. To be expected: the difference quotient is right to about 1e-9.
    /// </summary>
    public static void Check(string name, Func<Tensor[], Tensor> function, Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var shape = Untracked(function, inputs).shape;
        var weights = Weights(shape);
        Tensor Scalar(Tensor[] x) => (function(x) * weights).sum();

        var gradients = autograd.grad([Scalar(inputs)], inputs, allow_unused: true);
        Compare(name, x => Untracked(Scalar, x).item<double>(), inputs, gradients);
    }

    /// <summary>The same for the gradient itself, as an operation that can be differentiated again.</summary>
    public static void CheckSecond(string name, Func<Tensor[], Tensor> function, Tensor[] inputs)
    {
        using var scope = NewDisposeScope();
        var weights = Weights(Untracked(function, inputs).shape);
        var inner = inputs.Select(x => Weights(x.shape)).ToArray();
        Tensor Slope(Tensor[] x, bool record)
        {
            using var on = enable_grad();
            var gradients = autograd.grad(
                [(function(x).sin() * weights).sum()],
                x,
                create_graph: record,
                allow_unused: true
            );
            return gradients
                .Zip(inner, (g, w) => g is null ? zeros(1, float64) : (g * w).sum())
                .Aggregate((a, b) => a + b);
        }

        var slope = Slope(inputs, true);
        var second = slope.requires_grad
            ? autograd.grad([slope], inputs, allow_unused: true)
            : new Tensor[inputs.Length];
        Compare(name + ", twice", x => Slope(x, false).item<double>(), inputs, second);
    }

    private static void Compare(string name, Func<Tensor[], double> value, Tensor[] inputs, IList<Tensor> gradients)
    {
        for (var k = 0; k < inputs.Length; k++)
        {
            var data = inputs[k].data<double>();
            var slopes = gradients[k] is { } gradient ? gradient.data<double>().ToArray() : new double[data.Count];
            if (gradients[k] is not null)
                gradients[k].shape.ShouldBe(inputs[k].shape, $"{name}: gradient of input {k}");
            for (var i = 0; i < slopes.Length; i++)
            {
                var (before, index) = (data.ToArray()[i], Index(inputs[k].shape, i));
                data[index] = before + Step;
                var above = value(inputs);
                data[index] = before - Step;
                var below = value(inputs);
                data[index] = before;
                var expected = (above - below) / (2 * Step);
                Math.Abs(slopes[i] - expected)
                    .ShouldBeLessThan(
                        1e-6 + 1e-5 * Math.Abs(expected),
                        $"{name}: input {k}, element {i}: gradient {slopes[i]}, difference quotient {expected}"
                    );
            }
        }
    }

    private static long[] Index(long[] shape, long number)
    {
        var index = new long[shape.Length];
        for (var d = shape.Length - 1; d >= 0; d--)
        {
            index[d] = number % shape[d];
            number /= shape[d];
        }
        return index;
    }

    private static Tensor Weights(long[] shape)
    {
        using var generator = new Generator(17);
        return rand(shape, float64, generator: generator) + 0.5;
    }

    private static Tensor Untracked(Func<Tensor[], Tensor> function, Tensor[] inputs)
    {
        using var off = no_grad();
        return function(inputs);
    }
}
