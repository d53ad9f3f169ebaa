using DigitLab.Evaluation;

namespace DigitLab.Tests.Evaluation;

public class ConfusionMatrixTests
{
    // By hand: three cats (two found), two dogs (one found), one bird (taken for a dog).
    private static readonly ConfusionMatrix Matrix = new(
        [0, 0, 0, 1, 1, 2],
        [0, 0, 1, 1, 0, 1],
        ["cat", "dog", "bird"]
    );

    [Fact]
    public void Rows_are_true_classes_and_columns_predictions()
    {
        Matrix[0, 0].ShouldBe(2);
        Matrix[0, 1].ShouldBe(1);
        Matrix[1, 0].ShouldBe(1);
        Matrix[2, 1].ShouldBe(1);
        Matrix.Count.ShouldBe(6);
        Matrix.Correct.ShouldBe(3);
    }

    [Fact]
    public void Precision_and_recall_are_scikit_learns()
    {
        // sklearn.metrics.precision_recall_fscore_support on the same lists.
        Matrix.Recall(0).ShouldBe(2.0 / 3, 1e-12);
        Matrix.Recall(1).ShouldBe(0.5, 1e-12);
        Matrix.Recall(2).ShouldBe(0);
        Matrix.Precision(0).ShouldBe(2.0 / 3, 1e-12);
        Matrix.Precision(1).ShouldBe(1.0 / 3, 1e-12);
        double.IsNaN(Matrix.Precision(2)).ShouldBeTrue();
    }

    [Fact]
    public void The_commonest_mistake_comes_first_and_reads_as_a_sentence()
    {
        var mistakes = Matrix.MostConfused();
        mistakes.Count.ShouldBe(3);
        mistakes[0].ToString().ShouldBe("100.0% of the birds are read as dog (1 image)");
        mistakes[1].ToString().ShouldBe("50.0% of the dogs are read as cat (1 image)");
    }

    [Fact]
    public void Lists_that_do_not_fit_are_refused()
    {
        Should
            .Throw<ArgumentException>(() => new ConfusionMatrix([0, 1], [0], ["a", "b"]))
            .Message.ShouldContain("2 labels");
        Should
            .Throw<ArgumentException>(() => new ConfusionMatrix([0], [2], ["a", "b"]))
            .Message.ShouldContain("prediction 2");
    }
}
