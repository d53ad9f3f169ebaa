using DigitLab.Checks;
using DigitLab.Models;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Tests.Checks;

public class ModelCheckTests
{
    private static Trainer MakeTrainer(double learningRate = 0.01)
    {
        var model = Perceptron.Create(16);
        return new Trainer(model, optim.Adam(model.parameters(), learningRate)) { Verbose = false };
    }

    [Fact]
    public void Parameters_and_shapes_are_the_models()
    {
        Check.Parameters("LeNet-5 has 61,706", 61_706, LeNet5.WithTanh()).Passed.ShouldBeTrue();
        Check.OutputShape("a convolution", [6, 24, 24], nn.Conv2d(1, 6, 5), [1, 28, 28]).Passed.ShouldBeTrue();
        Check
            .OutputShape("a convolution", [6, 28, 28], nn.Conv2d(1, 6, 5), [1, 28, 28])
            .ToString()
            .ShouldBe("✗ a convolution: expected [6, 28, 28], found [6, 24, 24]. Hint: padding, stride and pooling.");
    }

    [Fact]
    public void What_throws_is_a_red_check()
    {
        var check = Check.OutputShape("dense", [10], nn.Linear(5, 10), [7]);
        check.Passed.ShouldBeFalse();
        check.ToString().ShouldContain("an error: ");
        check.ToString().ShouldContain("7");
    }

    [Fact]
    public void The_loss_at_the_start_is_the_logarithm_of_the_classes()
    {
        manual_seed(1);
        var digits = ToyDigits.Make(100, 1);
        Check.LossAtStart(MakeTrainer(), digits).Passed.ShouldBeTrue();
        var large = nn.Sequential(nn.Flatten(), nn.Linear(784, 10).Gaussian(variance: 4, bias: 0));
        var red = Check.LossAtStart(new Trainer(large, optim.SGD(large.parameters(), 1)), digits);
        red.Passed.ShouldBeFalse();
        red.ToString().ShouldContain("ln 10: expected 2.3026 ± 0.15");
    }

    [Fact]
    public void A_net_that_can_learn_by_heart_is_told_from_one_that_cannot()
    {
        manual_seed(1);
        var digits = ToyDigits.Make(150, 1);
        Check.CanOverfit(() => MakeTrainer(0.02), digits).Passed.ShouldBeTrue();
        Check
            .CanOverfit(() => MakeTrainer(0), digits, epochs: 2)
            .ToString()
            .ShouldContain("of 100 after 2 epochs. Hint: the learning rate");
    }

    [Fact]
    public void Gradients_by_hand_are_checked_value_by_value()
    {
        double[] w = [0.3, -1.2, 2];
        double Loss() => w[0] * w[0] * w[1] + Math.Sin(w[2]);
        double[] right = [2 * w[0] * w[1], w[0] * w[0], Math.Cos(w[2])];
        Check.Gradient("the gradient", Loss, w, right).Passed.ShouldBeTrue();
        w.ShouldBe([0.3, -1.2, 2]);
        Check.Gradient("the gradient", Loss, w, [right[0], 2 * right[1], right[2]]).Passed.ShouldBeFalse();
        Check.Gradient("the gradient", Loss, w, [1]).ToString().ShouldContain("1 slopes for 3 values");
    }

    [Fact]
    public void The_perceptron_from_scratch_passes_its_gradient_check()
    {
        var net = new ScratchPerceptron(hidden: 6, inputs: 12, classes: 4, seed: 3);
        double[] image = [.. Enumerable.Range(0, 12).Select(i => i / 12.0)];
        var (hidden, output) = (net.Hidden.Zeros(), net.Output.Zeros());
        net.Backward(image, 1, hidden, output);
        Check
            .Gradient("∂L/∂W₁", () => -Math.Log(net.Predict(image)[1]), net.Hidden.Weights[2], hidden.Weights[2])
            .Passed.ShouldBeTrue();
    }

    [Fact]
    public void Autograds_gradients_agree_with_slopes_and_the_model_is_left_as_it_was()
    {
        manual_seed(2);
        var digits = ToyDigits.Make(12, 1);
        var model = nn.Sequential(
            nn.Conv2d(1, 3, 5, stride: 2),
            nn.Tanh(),
            nn.Flatten(),
            nn.Dropout(0.5),
            nn.Linear(432, 10)
        );
        float[] Weights() => [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];
        var before = Weights();
        Check.Gradients(model, digits.Images, digits.Labels).ToString().ShouldStartWith("✓");
        Weights().ShouldBe(before);
        model.training.ShouldBeTrue();

        var lenet = LeNet5.WithRelu();
        Check.Gradients(lenet, digits.Images, digits.Labels).ToString().ShouldStartWith("✓");

        var wrong = nn.Sequential(nn.Flatten(), nn.Linear(784, 8), new HalfGradient(), nn.Linear(8, 10));
        var red = Check.Gradients(wrong, digits.Images, digits.Labels);
        red.Passed.ShouldBeFalse();
        red.ToString().ShouldContain("(in 1.");
    }

    /// <summary>A layer that is twice as steep as its gradient says.</summary>
    private sealed class HalfGradient() : nn.Module<Tensor, Tensor>("HalfGradient")
    {
        public override Tensor forward(Tensor input) => input + input.detach();
    }
}
