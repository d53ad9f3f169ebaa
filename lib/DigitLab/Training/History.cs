using System.Globalization;
using DigitLab.Display;

namespace DigitLab.Training;

/// <summary>A training run, epoch by epoch and step by step.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed partial class History : IHtmlView
{
    private readonly List<Epoch> epochs;
    private readonly List<float> iterationLosses;
    private readonly List<float> iterationAccuracies;

    internal History(string lossName = "cross-entropy", bool countsIterations = false)
        : this(new(lossName, countsIterations, [], [], [], DigitLab.Backend.Name)) { }

    private History(Document document)
    {
        (LossName, CountsIterations) = (document.LossName, document.CountsIterations);
        (epochs, iterationLosses) = (document.Epochs, document.IterationLosses);
        iterationAccuracies = document.IterationAccuracies;
        Backend = document.Backend;
    }

    /// <summary>The epochs so far; in a training that counts iterations, the measurements.</summary>
    public IReadOnlyList<Epoch> Epochs => epochs;

    /// <summary>The loss of each batch, in order.</summary>
    public IReadOnlyList<float> IterationLosses => iterationLosses;

    /// <summary>The accuracy on each batch before its step, in [0, 1], in order.</summary>
    public IReadOnlyList<float> IterationAccuracies => iterationAccuracies;

    /// <summary>The name of the loss: "cross-entropy".</summary>
    public string LossName { get; }

    /// <summary>The backend that computed it: "TorchSharp 0.107.0"; null if it was read from a file that does not say.</summary>
    public string? Backend { get; private set; }

    /// <summary>Whether the training counts iterations, not epochs.</summary>
    public bool CountsIterations { get; }

    /// <summary>The last epoch.</summary>
    /// <exception cref="InvalidOperationException">No epoch is finished.</exception>
    public Epoch Last =>
        epochs.Count > 0 ? epochs[^1] : throw new InvalidOperationException("No epoch of the training is finished.");

    /// <summary>Whether there were images to validate on.</summary>
    public bool HasValidation => epochs.Any(epoch => !double.IsNaN(epoch.ValidationLoss));

    /// <summary>The time of all epochs.</summary>
    public TimeSpan Time => TimeSpan.FromSeconds(epochs.Sum(epoch => epoch.Time.TotalSeconds));

    /// <summary>The epoch in which a metric was best, the first of several; without validation images, of the training metric.</summary>
    public Epoch Best(Metric metric = Metric.ValidationLoss)
    {
        if (!HasValidation)
            metric = metric.IsAccuracy() ? Metric.Accuracy : Metric.Loss;
        return metric.IsAccuracy()
            ? epochs.MaxBy(epoch => metric.Of(epoch)) ?? Last
            : epochs.MinBy(epoch => metric.Of(epoch)) ?? Last;
    }

    internal void Add(Epoch epoch) => epochs.Add(epoch);

    /// <summary>Notes that this process's backend computes the rest.</summary>
    internal void ContinueOnThisBackend()
    {
        if (Backend?.EndsWith(DigitLab.Backend.Name, StringComparison.Ordinal) != true)
            Backend = Backend is null ? DigitLab.Backend.Name : $"{Backend}, then {DigitLab.Backend.Name}";
    }

    internal void Add(float batchLoss, float batchAccuracy)
    {
        iterationLosses.Add(batchLoss);
        iterationAccuracies.Add(batchAccuracy);
    }

    private string XLabel => CountsIterations ? "iteration" : "epoch";

    private string[] Header =>
        [
            CountsIterations ? "Iteration" : "Epoch",
            "Loss",
            "Accuracy",
            .. HasValidation ? new[] { "Validation loss", "Validation accuracy" } : [],
            "Learning rate",
            "Seconds",
        ];

    private string[] Row(Epoch epoch) =>
        [
            Number(CountsIterations ? epoch.Iteration : epoch.Number, "N0"),
            Number(epoch.Loss, "0.0000"),
            Number(epoch.Accuracy, "0.00%"),
            .. HasValidation
                ? new[] { Number(epoch.ValidationLoss, "0.0000"), Number(epoch.ValidationAccuracy, "0.00%") }
                : [],
            Number(epoch.LearningRate, "0.######"),
            Number(epoch.Time.TotalSeconds, "0.0"),
        ];

    private static string Number(double value, string format) =>
        double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public string ToHtml() =>
        new Table(Header, epochs.Select(Row), leftColumns: 0).ToHtml()
        + (Backend is null ? "" : $"<div>Backend: {Html.Escape(Backend)}</div>");

    /// <summary>One line for each epoch, and one for the backend.</summary>
    public override string ToString() =>
        string.Join(
            '\n',
            [.. epochs.Select(Line), .. Backend is null ? Array.Empty<string>() : [$"backend: {Backend}"]]
        );

    internal string Line(Epoch epoch)
    {
        var text =
            $"{XLabel} {(CountsIterations ? epoch.Iteration : epoch.Number)}: loss {Number(epoch.Loss, "0.0000")}, accuracy {Number(epoch.Accuracy, "0.00%")}";
        if (!double.IsNaN(epoch.ValidationLoss))
            text +=
                $", validation loss {Number(epoch.ValidationLoss, "0.0000")}, accuracy {Number(epoch.ValidationAccuracy, "0.00%")}";
        return text + $", {Number(epoch.Time.TotalSeconds, "0.0")} s";
    }
}
