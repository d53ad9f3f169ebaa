using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;
using TorchSharp.Utils;

namespace DigitLab.Evaluation;

/// <summary>Precision, recall and error rate of every class, as a table (scikit-learn's <c>classification_report</c>).</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class ClassReport : IHtmlView
{
    private static readonly string[] Header = ["Class", "Images", "Precision", "Recall", "F1", "Error rate"];
    private readonly ConfusionMatrix matrix;

    internal ClassReport(ConfusionMatrix matrix) => this.matrix = matrix;

    /// <summary>Error rates in percent as bars, the class that is missed most often named in the title.</summary>
    public Figure ToChart(string? title = null)
    {
        double[] rates = [.. Classes.Select(c => 100 * matrix.ErrorRate(c))];
        var worst = Classes.Where(c => !double.IsNaN(rates[c])).MaxBy(c => rates[c]);
        return Chart.Bars(
            matrix.ClassNames,
            rates,
            title
                ?? string.Create(
                    CultureInfo.InvariantCulture,
                    $"{matrix.ClassNames[worst]} is misread most often: {rates[worst]:0.0}% of its images"
                ),
            "class",
            "error rate (%)"
        );
    }

    private IEnumerable<int> Classes => Enumerable.Range(0, matrix.ClassNames.Count);

    private IEnumerable<string[]> Rows =>
        Classes.Select(c =>
            new[]
            {
                matrix.ClassNames[c],
                matrix.CountOf(c).ToString("N0", CultureInfo.InvariantCulture),
                Percent(matrix.Precision(c)),
                Percent(matrix.Recall(c)),
                Percent(matrix.F1(c)),
                Percent(matrix.ErrorRate(c)),
            }
        );

    private static string Percent(double share) =>
        double.IsNaN(share) ? "" : share.ToString("0.0%", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToHtml() => Html.Table(Header, Rows, new HashSet<int> { 1, 2, 3, 4, 5 });

    /// <summary>The table as text.</summary>
    public override string ToString() => TextTable.Of(Header, Rows, leftColumns: 1);
}
