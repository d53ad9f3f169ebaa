using System.Text.Json;
using DigitLab.Data;
using DigitLab.Evaluation;
using static TorchSharp.torch;

namespace DigitLab.Tests.Evaluation;

/// <summary>Against figures of scikit-learn and SciPy, recorded by Reference/make_reference.py.</summary>
public class EvaluationReferenceTests
{
    private static readonly JsonElement Reference = JsonDocument
        .Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "evaluation.json")))
        .RootElement;

    private static double[] Numbers(JsonElement of, string name) =>
        [.. of.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    private static EvaluationResult ResultOf(string classifier)
    {
        long[] labels = [.. Numbers(Reference, "labels").Select(label => (long)label)];
        var images = new Dataset("made up", zeros(labels.Length, 1, 1, 1), tensor(labels), ["0", "1", "2", "3", "4"]);
        float[] p = [.. Numbers(Reference.GetProperty(classifier), "probabilities").Select(value => (float)value)];
        return new(images, 0, p);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    public void Every_figure_is_scikit_learns(string classifier)
    {
        var (result, expected) = (ResultOf(classifier), Reference.GetProperty(classifier));
        var (confusion, classes) = (result.Confusion, Enumerable.Range(0, 5));

        var counts = classes.SelectMany(label => classes.Select(guess => (double)confusion[label, guess]));
        counts.ShouldBe(Numbers(expected, "confusion"));
        result.Accuracy.ShouldBe(expected.GetProperty("accuracy").GetDouble(), 1e-12);
        classes.Select(confusion.Precision).ShouldBe(Numbers(expected, "precision"), 1e-12);
        classes.Select(confusion.Recall).ShouldBe(Numbers(expected, "recall"), 1e-12);
        classes.Select(confusion.F1).ShouldBe(Numbers(expected, "f1"), 1e-12);
        classes.Select(c => (double)confusion.CountOf(c)).ShouldBe(Numbers(expected, "support"));

        var calibration = result.Calibration(Reference.GetProperty("bins").GetInt32());
        var filled = calibration.Bins.Where(bin => bin.Count > 0).ToArray();
        filled.Select(bin => (double)bin.Count).ShouldBe(Numbers(expected, "binCounts"));
        filled.Select(bin => bin.Accuracy).ShouldBe(Numbers(expected, "binAccuracy"), 1e-12);
        filled.Select(bin => bin.Confidence).ShouldBe(Numbers(expected, "binConfidence"), 1e-7);
        calibration.ExpectedError.ShouldBe(expected.GetProperty("expectedError").GetDouble(), 1e-7);
    }

    [Fact]
    public void The_loss_is_scikit_learns_log_loss()
    {
        var result = ResultOf("a");
        var labels = tensor(result.Labels.ToArray());
        var logits = tensor(
                Enumerable.Range(0, result.Count).SelectMany(i => result.Probabilities(i).ToArray()).ToArray()
            )
            .reshape(result.Count, 5)
            .log();
        double loss = DigitLab.Training.Losses.CrossEntropy().call(logits, labels).item<float>();
        loss.ShouldBe(Reference.GetProperty("a").GetProperty("loss").GetDouble(), 1e-6);
    }

    [Fact]
    public void McNemars_test_is_SciPys_binomial_test()
    {
        var test = McNemar.Test(ResultOf("a"), ResultOf("b"));
        (test.OnlyA, test.OnlyB).ShouldBe(
            (Reference.GetProperty("onlyA").GetInt32(), Reference.GetProperty("onlyB").GetInt32())
        );
        test.PValue.ShouldBe(Reference.GetProperty("pValue").GetDouble(), 1e-12);
    }
}
