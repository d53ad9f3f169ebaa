using DigitLab.Data;
using DigitLab.Evaluation;
using static TorchSharp.torch;

namespace DigitLab.Tests.Evaluation;

public class EvaluationResultTests
{
    private static readonly Dataset Images = new(
        "pets",
        zeros(5, 1, 4, 4),
        tensor(new long[] { 0, 1, 2, 1, 0 }),
        ["cat", "dog", "bird"]
    );

    // Right: 0 (sure), 3 (unsure). Wrong: 1 (sure, right class last), 2 (unsure), 4 (right class second).
    private static readonly EvaluationResult Result = new(
        Images,
        1.5,
        [
            .. new[] { 0.92f, 0.05f, 0.03f },
            .. new[] { 0.9f, 0.02f, 0.08f },
            .. new[] { 0.38f, 0.32f, 0.3f },
            .. new[] { 0.2f, 0.45f, 0.35f },
            .. new[] { 0.1f, 0.55f, 0.35f },
        ]
    );

    [Fact]
    public void It_counts_what_is_right()
    {
        Result.Predicted.ShouldBe([0, 0, 0, 1, 1]);
        Result.Correct.ShouldBe(2);
        Result.ErrorRate.ShouldBe(0.6, 1e-12);
        Result.Mistakes.ShouldBe([1, 2, 4]);
        Result.ToString().ShouldBe("pets: accuracy 40.00% (2 of 5), loss 1.5000");
    }

    [Fact]
    public void The_worst_mistakes_gave_the_right_class_least()
    {
        var worst = Result.WorstMistakes(2);
        worst.Select(mistake => mistake.Position).ShouldBe([1, 4]);
        worst[0].First.ShouldBe(0);
        worst[0].Second.ShouldBe(2);
        worst[0].SecondProbability.ShouldBe(0.08, 1e-6);
        worst[0].LabelProbability.ShouldBe(0.02, 1e-6);
        var svg = Result.WorstMistakesChart(2).ToSvg();
        svg.ShouldContain("dog → cat 90%");
        svg.ShouldContain("bird 8%");
    }

    [Fact]
    public void Calibration_weighs_each_bin_by_its_images()
    {
        var calibration = Result.Calibration(5);
        calibration.Bins.Select(bin => bin.Count).ShouldBe([0, 1, 2, 0, 2]);
        calibration.Bins[4].Accuracy.ShouldBe(0.5);
        calibration.Bins[4].Confidence.ShouldBe(0.91, 1e-6);
        // (1·|0 − 0.38| + 2·|0.5 − 0.5| + 2·|0.5 − 0.91|) / 5
        calibration.ExpectedError.ShouldBe((0.38 + 0 + 0.82) / 5, 1e-6);
        calibration.ToString().ShouldBe("Confidence and accuracy differ by 24.0% on average");
        calibration.ToChart().ToSvg().ShouldContain("24.0%");
    }

    [Fact]
    public void Classes_are_reported_one_by_one()
    {
        // scikit-learn's classification_report of [0, 1, 2, 1, 0] and [0, 0, 0, 1, 1].
        var report = Result.Confusion.Report().ToString().ReplaceLineEndings("\n");
        report.ShouldBe(
            """
            Class  Images  Precision  Recall     F1  Error rate
            ---------------------------------------------------
            cat         2      33.3%   50.0%  40.0%       50.0%
            dog         2      50.0%   50.0%  50.0%       50.0%
            bird        1               0.0%             100.0%

            """.ReplaceLineEndings("\n")
        );
        Result.Confusion.ErrorRateChart().Title.ShouldBe("bird is misread most often: 100.0% of its images");
    }

    [Fact]
    public void Models_that_read_other_images_are_not_compared() =>
        Should
            .Throw<ArgumentException>(() =>
                McNemar.Test(Result, new EvaluationResult(Images.Take(2), 0, [1, 0, 0, 0, 1, 0]))
            )
            .Message.ShouldContain("pets");

    [Fact]
    public void McNemar_counts_where_one_alone_is_right()
    {
        var other = new EvaluationResult(
            Images,
            1,
            [
                .. new[] { 0, 1f, 0 },
                .. new[] { 0, 1f, 0 },
                .. new[] { 0, 0, 1f },
                .. new[] { 0, 1f, 0 },
                .. new[] { 0, 1f, 0 },
            ]
        );
        McNemar.Test(Result, other).ShouldBe(new McNemar(OnlyA: 1, OnlyB: 2));
    }
}
