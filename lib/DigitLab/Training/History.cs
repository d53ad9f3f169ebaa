using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;
using TorchSharp.Utils;

namespace DigitLab.Training;

/// <summary>What one epoch of training gave. Losses are means over images, accuracies shares in [0, 1].</summary>
/// <param name="Number">From 1.</param>
/// <param name="Loss">Over the training images, while the model was changing.</param>
/// <param name="Accuracy">Over the training images, while the model was changing.</param>
/// <param name="ValidationLoss">At the end of the epoch; NaN without validation images.</param>
/// <param name="ValidationAccuracy">At the end of the epoch; NaN without validation images.</param>
/// <param name="LearningRate">During the epoch.</param>
/// <param name="Time">Of the epoch, validation included.</param>
public sealed record Epoch(
    int Number,
    double Loss,
    double Accuracy,
    double ValidationLoss,
    double ValidationAccuracy,
    double LearningRate,
    TimeSpan Time
);

/// <summary>A training run, epoch by epoch.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class History : IHtmlView
{
    private readonly List<Epoch> epochs = [];

    /// <summary>The epochs so far.</summary>
    public IReadOnlyList<Epoch> Epochs => epochs;

    /// <summary>The last epoch.</summary>
    public Epoch Last => epochs[^1];

    /// <summary>Whether there were images to validate on.</summary>
    public bool HasValidation => epochs.Any(epoch => !double.IsNaN(epoch.ValidationLoss));

    /// <summary>Of all epochs.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(epochs.Sum(epoch => epoch.Time.TotalSeconds));

    internal void Add(Epoch epoch) => epochs.Add(epoch);

    /// <summary>Loss over epochs, for training and validation.</summary>
    public Figure LossChart(string? title = null) =>
        Curves(title, "loss (mean cross-entropy)", Best.Lowest, epoch => epoch.Loss, epoch => epoch.ValidationLoss);

    /// <summary>Accuracy over epochs in percent, for training and validation.</summary>
    public Figure AccuracyChart(string? title = null) =>
        Curves(
            title,
            "accuracy (%)",
            Best.Highest,
            epoch => 100 * epoch.Accuracy,
            epoch => 100 * epoch.ValidationAccuracy
        );

    private Figure Curves(
        string? title,
        string yLabel,
        Best best,
        Func<Epoch, double> training,
        Func<Epoch, double> validation
    )
    {
        var lines = new List<Series>
        {
            new("training", epochs.Select(training)) { Best = HasValidation ? Best.None : best },
        };
        if (HasValidation)
            lines.Add(new Series("validation", epochs.Select(validation)) { Best = best });
        return Chart.Lines(lines, title, "epoch", yLabel);
    }

    private static readonly string[] Header =
    [
        "Epoch",
        "Loss",
        "Accuracy",
        "Validation loss",
        "Validation accuracy",
        "Seconds",
    ];

    private static string[] Row(Epoch epoch) =>
        [
            epoch.Number.ToString(CultureInfo.InvariantCulture),
            Number(epoch.Loss, "0.0000"),
            Number(epoch.Accuracy, "0.00%"),
            Number(epoch.ValidationLoss, "0.0000"),
            Number(epoch.ValidationAccuracy, "0.00%"),
            Number(epoch.Time.TotalSeconds, "0.0"),
        ];

    private static string Number(double value, string format) =>
        double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToHtml() => Html.Table(Header, epochs.Select(Row), new HashSet<int> { 0, 1, 2, 3, 4, 5 });

    /// <summary>One line for each epoch.</summary>
    public override string ToString() => string.Join('\n', epochs.Select(Line));

    internal static string Line(Epoch epoch)
    {
        var text =
            $"epoch {epoch.Number}: loss {Number(epoch.Loss, "0.0000")}, accuracy {Number(epoch.Accuracy, "0.00%")}";
        if (!double.IsNaN(epoch.ValidationLoss))
            text +=
                $", validation loss {Number(epoch.ValidationLoss, "0.0000")}, accuracy {Number(epoch.ValidationAccuracy, "0.00%")}";
        return text + $", {Number(epoch.Time.TotalSeconds, "0.0")} s";
    }
}
