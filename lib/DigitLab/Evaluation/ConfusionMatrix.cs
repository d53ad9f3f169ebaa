using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;

namespace DigitLab.Evaluation;

/// <summary>One kind of mistake.</summary>
/// <param name="Label">The true class.</param>
/// <param name="Predicted">The predicted class.</param>
/// <param name="Count">How often.</param>
/// <param name="Rate">The share of the images of the true class, in [0, 1].</param>
public sealed record Confusion(string Label, string Predicted, int Count, double Rate)
{
    /// <summary>"0.9% of the 4s are read as 9 (9 images)".</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{100 * Rate:0.0}% of the {Label}s are read as {Predicted} ({Count} {(Count == 1 ? "image" : "images")})"
        );
}

/// <summary>How often each class (row) was taken for each class (column).</summary>
public sealed class ConfusionMatrix
{
    private readonly int[,] counts;

    /// <param name="labels">The true class of each image.</param>
    /// <param name="predicted">The class that a model gave it.</param>
    /// <param name="classNames">The classes by their number.</param>
    /// <exception cref="ArgumentException">The lists differ in length, or hold a number that is no class.</exception>
    public ConfusionMatrix(IReadOnlyList<long> labels, IReadOnlyList<long> predicted, IReadOnlyList<string> classNames)
    {
        if (labels.Count != predicted.Count)
            throw new ArgumentException($"{labels.Count} labels do not go with {predicted.Count} predictions.");
        ClassNames = classNames;
        counts = new int[classNames.Count, classNames.Count];
        for (var i = 0; i < labels.Count; i++)
        {
            if ((ulong)labels[i] >= (ulong)classNames.Count || (ulong)predicted[i] >= (ulong)classNames.Count)
                throw new ArgumentException(
                    $"Image {i} has label {labels[i]} and prediction {predicted[i]}; classes run from 0 to {classNames.Count - 1}."
                );
            counts[labels[i], predicted[i]]++;
        }
    }

    /// <summary>The classes by their number.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    private IEnumerable<int> Classes => Enumerable.Range(0, ClassNames.Count);

    /// <summary>How often the class <paramref name="label"/> was taken for <paramref name="predicted"/>.</summary>
    public int this[int label, int predicted] => counts[label, predicted];

    /// <summary>Images in all.</summary>
    public int Count => counts.Cast<int>().Sum();

    /// <summary>Images on the diagonal.</summary>
    public int Correct => Classes.Sum(c => counts[c, c]);

    /// <summary>Images of a class.</summary>
    public int CountOf(int label) => Classes.Sum(c => counts[label, c]);

    /// <summary>Of the images of a class, the share that was found (also called sensitivity); NaN if there are none.</summary>
    public double Recall(int label) => (double)counts[label, label] / CountOf(label);

    /// <summary>Of the images of a class, the share that was missed; NaN if there are none.</summary>
    public double ErrorRate(int label) => 1 - Recall(label);

    /// <summary>Of the images taken for a class, the share that are of it; NaN if there are none.</summary>
    public double Precision(int predicted) =>
        (double)counts[predicted, predicted] / Classes.Sum(r => counts[r, predicted]);

    /// <summary>The harmonic mean of precision and recall; NaN where one of them is.</summary>
    public double F1(int label) => 2 / (1 / Precision(label) + 1 / Recall(label));

    /// <summary>All of these for every class, as a table (scikit-learn's <c>classification_report</c>).</summary>
    public Table Report() =>
        new(
            ["Class", "Images", "Precision", "Recall", "F1", "Error rate"],
            Classes.Select(c =>
                new[]
                {
                    ClassNames[c],
                    CountOf(c).ToString("N0", CultureInfo.InvariantCulture),
                    Percent(Precision(c)),
                    Percent(Recall(c)),
                    Percent(F1(c)),
                    Percent(ErrorRate(c)),
                }
            ),
            leftColumns: 1
        );

    private static string Percent(double share) =>
        double.IsNaN(share) ? "" : share.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <summary>Error rates in percent as bars, the class that is missed most often named in the title.</summary>
    public Figure ErrorRateChart(string? title = null)
    {
        double[] rates = [.. Classes.Select(c => Math.Round(100 * ErrorRate(c), 1))];
        var worst = Classes.Where(c => !double.IsNaN(rates[c])).MaxBy(c => rates[c]);
        var finding = string.Create(
            CultureInfo.InvariantCulture,
            $"{ClassNames[worst]} is misread most often: {rates[worst]:0.0}% of its images"
        );
        return Chart.Bars(ClassNames, rates, title ?? finding, "class", "error rate (%)");
    }

    /// <summary>The commonest mistakes, commonest first.</summary>
    public IReadOnlyList<Confusion> MostConfused(int count = 5) =>
        (
            from label in Classes
            from predicted in Classes
            where label != predicted && counts[label, predicted] > 0
            let rate = (double)counts[label, predicted] / CountOf(label)
            orderby counts[label, predicted] descending, rate descending
            select new Confusion(ClassNames[label], ClassNames[predicted], counts[label, predicted], rate)
        )
            .Take(count)
            .ToList();

    /// <summary>The matrix as a heat map.</summary>
    /// <param name="rates">Shares of the true class instead of counts.</param>
    /// <param name="hideDiagonal">Leaves out what was right, so that the mistakes show.</param>
    /// <param name="title">A sentence that says what is seen.</param>
    public Figure ToChart(bool rates = false, bool hideDiagonal = false, string? title = null) =>
        Chart.ConfusionMatrix((int[,])counts.Clone(), ClassNames, rates, hideDiagonal, title);
}
