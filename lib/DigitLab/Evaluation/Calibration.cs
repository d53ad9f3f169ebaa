using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;

namespace DigitLab.Evaluation;

/// <summary>The images on which a model was about equally sure.</summary>
/// <param name="From">Sure by more than this, in [0, 1].</param>
/// <param name="To">And at most by this.</param>
/// <param name="Count">How many images.</param>
/// <param name="Confidence">The mean probability that it gave its guess; NaN without images.</param>
/// <param name="Accuracy">The share of guesses that were right; NaN without images.</param>
public sealed record CalibrationBin(double From, double To, int Count, double Confidence, double Accuracy);

/// <summary>
/// Whether a model is right as often as it says: of the guesses with a probability of about 0.8, eight in ten should be right
/// (Guo, Pleiss, Sun and Weinberger, "On calibration of modern neural networks", 2017).
/// </summary>
/// <param name="Bins">From unsure to sure.</param>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed record Calibration(IReadOnlyList<CalibrationBin> Bins) : IHtmlView
{
    /// <summary>The mean distance between confidence and accuracy over all images (ECE), in [0, 1]; 0 is perfect.</summary>
    public double ExpectedError =>
        Bins.Where(bin => bin.Count > 0).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence))
        / Bins.Sum(bin => bin.Count);

    internal static Calibration Of(EvaluationResult result, int bins)
    {
        if (bins < 1)
            throw new ArgumentException($"bins ({bins}) must be greater than zero.", nameof(bins));
        var (counts, confidence, correct) = (new int[bins], new double[bins], new int[bins]);
        for (var i = 0; i < result.Count; i++)
        {
            double sure = result.Probabilities(i)[(int)result.Predicted[i]];
            var bin = Math.Clamp((int)Math.Ceiling(sure * bins) - 1, 0, bins - 1);
            counts[bin]++;
            confidence[bin] += sure;
            correct[bin] += result.Predicted[i] == result.Labels[i] ? 1 : 0;
        }
        return new([
            .. Enumerable
                .Range(0, bins)
                .Select(b => new CalibrationBin(
                    (double)b / bins,
                    (b + 1.0) / bins,
                    counts[b],
                    confidence[b] / counts[b],
                    (double)correct[b] / counts[b]
                )),
        ]);
    }

    /// <summary>The reliability diagram: accuracy over confidence, beside the diagonal of a model that is right as often as it says.</summary>
    public Figure ToChart(string? title = null)
    {
        var filled = Bins.Where(bin => bin.Count > 0).ToArray();
        return Chart.Lines(
            [
                new Series("the model", filled.Select(bin => 100 * bin.Accuracy))
                {
                    X = [.. filled.Select(bin => 100 * bin.Confidence)],
                },
                new Series("as often as it says", [0, 100]) { X = [0, 100] },
            ],
            title ?? ToString(),
            "confidence (%)",
            "accuracy (%)"
        );
    }

    string IHtmlView.ToHtml() => ToChart().ToHtml();

    /// <summary>"Confidence and accuracy differ by 1.3% on average".</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Confidence and accuracy differ by {100 * ExpectedError:0.0}% on average"
        );
}
