using System.Globalization;
using DigitLab.Display;

namespace DigitLab.Evaluation;

/// <summary>
/// Is B really better than A? McNemar's test looks at the images on which exactly one of the two was right: if they were
/// equally good, each such image would be a coin toss (McNemar, 1947; Dietterich, "Approximate statistical
/// tests for comparing supervised classification learning algorithms", 1998).
/// </summary>
/// <param name="OnlyA">Images that only A classified correctly.</param>
/// <param name="OnlyB">Images that only B classified correctly.</param>
/// <param name="NameA">The name of A.</param>
/// <param name="NameB">The name of B.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed record McNemar(int OnlyA, int OnlyB, string NameA = "A", string NameB = "B") : IHtmlView
{
    /// <summary>Compares two models on the same images.</summary>
    /// <exception cref="ArgumentException">They were not evaluated on the same images.</exception>
    public static McNemar Test(EvaluationResult a, EvaluationResult b, string nameA = "A", string nameB = "B")
    {
        if (!a.Labels.SequenceEqual(b.Labels))
            throw new ArgumentException(
                $"The models were evaluated on different images: {a.Dataset} ({a.Count:N0}) and {b.Dataset} ({b.Count:N0})."
            );
        bool Right(EvaluationResult result, int i) => result.Labels[i] == result.Predicted[i];
        var images = Enumerable.Range(0, a.Count).ToArray();
        return new(
            images.Count(i => Right(a, i) && !Right(b, i)),
            images.Count(i => Right(b, i) && !Right(a, i)),
            nameA,
            nameB
        );
    }

    /// <summary>
    /// The probability that two equally good models differ at least this much by chance: the two-sided binomial test, exact for any
    /// number of images.
    /// </summary>
    public double PValue
    {
        get
        {
            var (n, fewer) = (OnlyA + OnlyB, Math.Min(OnlyA, OnlyB));
            // Σ C(n, k) / 2ⁿ for k ≤ fewer, term by term from C(n, k + 1) = C(n, k) (n − k) / (k + 1), in logarithms.
            var (sum, term) = (0.0, -n * Math.Log(2));
            for (var k = 0; k <= fewer; k++)
            {
                sum += Math.Exp(term);
                term += Math.Log((double)(n - k) / (k + 1));
            }
            return Math.Min(1, 2 * sum);
        }
    }

    private string PText =>
        PValue < 0.0001 ? "< 0.0001" : "= " + PValue.ToString("0.####", CultureInfo.InvariantCulture);

    /// <summary>The verdict at 5% as a sentence.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"only {NameA} right: {OnlyA:N0}, only {NameB} right: {OnlyB:N0}, p {PText}: "
        ) + (PValue >= 0.05 ? "the difference may well be chance" : $"{(OnlyB > OnlyA ? NameB : NameA)} is better");
}
