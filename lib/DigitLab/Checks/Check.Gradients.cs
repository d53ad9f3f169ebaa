using static TorchSharp.torch;

namespace DigitLab.Checks;

public static partial class Check
{
    /// <summary>
    /// Compares a gradient that was worked out by hand with slopes of the loss, (L(w + h) − L(w − h)) / 2h. In double a right
    /// one differs by about 1e-8, a wrong one by 0.1 and more.
    /// </summary>
    /// <param name="what">The name of the value: "the gradient of W₁".</param>
    /// <param name="loss">The loss as it is with the values of the moment.</param>
    /// <param name="values">Weights that the loss depends on: they are moved, and put back.</param>
    /// <param name="gradient">∂L/∂w for each.</param>
    /// <param name="tolerance">The relative difference, |a − b| / (|a| + |b|), that is let pass.</param>
    /// <param name="samples">How many of the values are tried, evenly spread.</param>
    public static CheckResult Gradient(
        string what,
        Func<double> loss,
        double[] values,
        double[] gradient,
        double tolerance = 1e-6,
        int samples = 50
    ) =>
        Try(
            what,
            $"a relative difference below {tolerance:0e+0}",
            "the formula, factor by factor",
            () =>
            {
                if (values.Length != gradient.Length)
                    return (false, $"{gradient.Length} slopes for {values.Length} values");
                var worst = 0.0;
                var step = Math.Max(1, values.Length / samples);
                for (var i = 0; i < values.Length; i += step)
                    worst = Math.Max(worst, Difference(gradient[i], Slope(loss, ref values[i])));
                return (worst < tolerance, Small(worst));
            }
        );

    private static double Slope(Func<double> loss, ref double value)
    {
        const double H = 1e-5;
        var before = value;
        value = before + H;
        var above = loss();
        value = before - H;
        var below = loss();
        value = before;
        return (above - below) / (2 * H);
    }

    // Slopes below 1e-5 are lost in the rounding of the loss.
    private static double Difference(double a, double b) => Math.Abs(a - b) / Math.Max(Math.Abs(a) + Math.Abs(b), 1e-5);

    /// <summary>
    /// Compares autograd's gradients with slopes of the loss, layer by layer: a small step along a layer's gradient changes the
    /// loss by the gradient's length. In float32 a right one differs by a percent or two where ReLU and max pooling
    /// have their kinks and by less elsewhere, a wrong one by tens of percents.
    /// </summary>
    /// <param name="model">In evaluation mode meanwhile (no dropout); its weights are moved, and put back.</param>
    /// <param name="images">A few, [N, 1, 28, 28].</param>
    /// <param name="labels">[N], int64.</param>
    /// <param name="loss">Cross-entropy if not given.</param>
    /// <param name="tolerance">The relative difference that is let pass.</param>
    public static CheckResult Gradients(
        nn.Module<Tensor, Tensor> model,
        Tensor images,
        Tensor labels,
        nn.Module<Tensor, Tensor, Tensor>? loss = null,
        double tolerance = 0.05
    ) =>
        Try(
            "gradients are the slopes of the loss",
            $"a relative difference below {Text(tolerance)}",
            "layers of your own, and at what they detach",
            () =>
            {
                var (worst, where) = (0.0, "");
                foreach (
                    var (name, difference) in GradientDifferences(model, images, labels, loss ?? nn.CrossEntropyLoss())
                )
                    if (!(difference <= worst))
                        (worst, where) = (difference, name);
                return (worst < tolerance, $"{Small(worst)} at most (in {where})");
            }
        );

    private static string Small(double difference) =>
        difference.ToString("0.#e+0", System.Globalization.CultureInfo.InvariantCulture);

    private static List<(string Name, double Difference)> GradientDifferences(
        nn.Module<Tensor, Tensor> model,
        Tensor images,
        Tensor labels,
        nn.Module<Tensor, Tensor, Tensor> loss
    )
    {
        using var scope = NewDisposeScope();
        var training = model.training;
        model.eval();
        try
        {
            model.zero_grad();
            loss.call(model.call(images), labels).backward();
            using var off = no_grad();
            double Loss() => loss.call(model.call(images).to_type(ScalarType.Float64), labels).item<double>();
            var gradients = model
                .named_parameters()
                .Where(named => named.parameter.requires_grad)
                .Select(named =>
                    (named.name, named.parameter, slope: named.parameter.grad?.clone() ?? zeros_like(named.parameter))
                )
                .Select(layer => (layer.name, layer.parameter, layer.slope, length: layer.slope.norm().item<float>()))
                .ToList();
            var longest = gradients.Max(layer => layer.length);
            using var random = new Generator(1);
            var differences = new List<(string, double)>();
            foreach (var (name, parameter, slope, length) in gradients)
            {
                // A gradient that is next to nothing has no direction: there the slope in any other must be as small.
                var direction = length > 1e-3 * longest ? slope : randn(parameter.shape, generator: random);
                direction /= direction.norm();
                double expected = (slope * direction).sum().item<float>();
                var found = SlopeAlong(parameter, direction, Loss);
                var size = Math.Max(Math.Abs(found) + Math.Abs(expected), 0.01 * longest);
                differences.Add((name, Math.Abs(found - expected) / size));
            }
            return differences;
        }
        finally
        {
            model.zero_grad();
            model.train(training);
        }
    }

    private static double SlopeAlong(Tensor parameter, Tensor direction, Func<double> loss)
    {
        const double H = 1e-3;
        var before = parameter.clone();
        try
        {
            parameter.copy_(before + direction * H);
            var above = loss();
            parameter.copy_(before - direction * H);
            return (above - loss()) / (2 * H);
        }
        finally
        {
            parameter.copy_(before);
        }
    }
}
