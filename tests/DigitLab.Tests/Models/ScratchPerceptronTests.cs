using DigitLab.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace DigitLab.Tests.Models;

public class ScratchPerceptronTests
{
    private static Tensor Rows(DenseLayer layer) =>
        tensor(layer.Weights.SelectMany(row => row).ToArray()).reshape(layer.Biases.Length, layer.Weights[0].Length);

    private static double[] Values(DenseLayer layer) => [.. layer.Weights.SelectMany(row => row), .. layer.Biases];

    private static double[] Values(params Tensor?[] tensors) =>
        [.. tensors.SelectMany(t => t!.data<double>().ToArray())];

    private static void ShouldAgree(double[] ours, double[] theirs, double tolerance) =>
        ours.Zip(theirs, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(tolerance);

    [Fact]
    public void Loss_and_gradients_are_those_of_autograd()
    {
        var net = new ScratchPerceptron(hidden: 20, seed: 4);
        var data = ToyDigits.Make(8, 1);
        var (hidden, output) = (net.Hidden.Zeros(), net.Output.Zeros());
        var loss = 0.0;
        for (var i = 0; i < 8; i++)
            loss += net.Backward(Image(data.Images, i), (int)data.Labels[i].item<long>(), hidden, output).Loss;

        using var w1 = Rows(net.Hidden).requires_grad_();
        using var b1 = tensor(net.Hidden.Biases).requires_grad_();
        using var w2 = Rows(net.Output).requires_grad_();
        using var b2 = tensor(net.Output.Biases).requires_grad_();
        var x = data.Images.to_type(ScalarType.Float64).reshape(8, 784);
        var logits = x.matmul(w1.t()).add(b1).sigmoid().matmul(w2.t()).add(b2);
        var expected = nn.functional.cross_entropy(logits, data.Labels, reduction: nn.Reduction.Sum);
        expected.backward();

        loss.ShouldBe(expected.item<double>(), 1e-9);
        ShouldAgree(Values(hidden), Values(w1.grad, b1.grad), 1e-10);
        ShouldAgree(Values(output), Values(w2.grad, b2.grad), 1e-10);
    }

    [Fact]
    public void Gradients_are_the_slopes_of_the_loss()
    {
        var net = new ScratchPerceptron(hidden: 5, inputs: 7, classes: 3, seed: 2);
        double[] image = [0.1, 0.9, 0, 0.4, 0, 0.7, 1];
        var (hidden, output) = (net.Hidden.Zeros(), net.Output.Zeros());
        net.Backward(image, 2, hidden, output);

        double Loss() => -Math.Log(net.Predict(image)[2]);
        const double H = 1e-5;
        foreach (var (layer, gradient) in new[] { (net.Hidden, hidden), (net.Output, output) })
        foreach (var (values, slopes) in layer.Weights.Zip(gradient.Weights).Append((layer.Biases, gradient.Biases)))
            for (var i = 0; i < values.Length; i++)
            {
                var before = values[i];
                values[i] = before + H;
                var above = Loss();
                values[i] = before - H;
                var below = Loss();
                values[i] = before;
                slopes[i].ShouldBe((above - below) / (2 * H), 1e-9);
            }
    }

    [Fact]
    public void Training_agrees_with_the_engines_step_by_step()
    {
        var data = ToyDigits.Make(40, 3);
        var net = new ScratchPerceptron(hidden: 8, seed: 1);
        var twin = Perceptron.Create(8);
        using (no_grad())
        {
            twin.get_parameter("fc1.weight")!.copy_(Rows(net.Hidden));
            twin.get_parameter("fc1.bias")!.copy_(tensor(net.Hidden.Biases));
            twin.get_parameter("fc2.weight")!.copy_(Rows(net.Output));
            twin.get_parameter("fc2.bias")!.copy_(tensor(net.Output.Biases));
        }
        var optimizer = optim.SGD(twin.parameters(), 0.5);

        // The whole set is one batch: the order of its images does not matter.
        net.Fit(data, epochs: 5, batchSize: 40, learningRate: 0.5);
        for (var step = 0; step < 5; step++)
        {
            optimizer.zero_grad();
            nn.functional.cross_entropy(twin.call(data.Images), data.Labels).backward();
            optimizer.step();
        }

        ShouldAgree(Values(net.Hidden), [.. Floats("fc1.weight"), .. Floats("fc1.bias")], 1e-5);
        ShouldAgree(Values(net.Output), [.. Floats("fc2.weight"), .. Floats("fc2.bias")], 1e-5);

        IEnumerable<double> Floats(string name) =>
            twin.get_parameter(name)!.data<float>().ToArray().Select(value => (double)value);
    }

    [Fact]
    public void It_learns_and_a_seed_gives_the_same_again()
    {
        var (train, validation) = ToyDigits.Make(400, 5).Split(100);
        double Last() =>
            new ScratchPerceptron(hidden: 20, seed: 7).Fit(train, 10, 10, 0.5, validation).Last.ValidationAccuracy;
        Last().ShouldBeGreaterThan(0.9);
        Last().ShouldBe(Last());
        new ScratchPerceptron(hidden: 20).Parameters.ShouldBe(15_910);
    }

    [Fact]
    public void Images_of_another_size_are_refused() =>
        Should
            .Throw<ArgumentException>(() => new ScratchPerceptron(inputs: 100).Fit(ToyDigits.Make(10, 1), 1, 5, 0.1))
            .Message.ShouldContain("784");

    private static double[] Image(Tensor images, int i) =>
        [.. images[i].reshape(784).data<float>().ToArray().Select(value => (double)value)];
}
