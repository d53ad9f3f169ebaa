using System.Globalization;
using DigitLab.Charts;
using DigitLab.Display;
using TorchSharp.Utils;

namespace DigitLab.Evaluation;

/// <summary>How a model did on a dataset.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class EvaluationResult : IHtmlView
{
    internal EvaluationResult(
        string dataset,
        bool isSynthetic,
        double loss,
        long[] labels,
        long[] predicted,
        IReadOnlyList<string> classNames
    )
    {
        (Dataset, IsSynthetic, Loss) = (dataset, isSynthetic, loss);
        (Labels, Predicted) = (labels, predicted);
        Confusion = new ConfusionMatrix(labels, predicted, classNames);
    }

    /// <summary>The dataset's name.</summary>
    public string Dataset { get; }

    /// <summary>Whether it holds synthetic digits: then the figures say nothing about real handwriting.</summary>
    public bool IsSynthetic { get; }

    /// <summary>The mean loss of an image.</summary>
    public double Loss { get; }

    /// <summary>The true class of each image.</summary>
    public IReadOnlyList<long> Labels { get; }

    /// <summary>The class that the model gave each image.</summary>
    public IReadOnlyList<long> Predicted { get; }

    /// <summary>Which class was taken for which.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>Images in all.</summary>
    public int Count => Labels.Count;

    /// <summary>Images that were read rightly.</summary>
    public int Correct => Confusion.Correct;

    /// <summary>The share that was read rightly, in [0, 1].</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>The positions of the images that were misread.</summary>
    public IReadOnlyList<int> Mistakes => [.. Enumerable.Range(0, Count).Where(i => Labels[i] != Predicted[i])];

    /// <summary>"98.87% (9,887 of 10,000)", with a word on synthetic digits.</summary>
    public string AccuracyText =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * Accuracy:0.00}% ({Correct:N0} of {Count:N0})")
        + (IsSynthetic ? " on synthetic digits" : "");

    /// <inheritdoc/>
    public string ToHtml() => $"<div>{Html.Escape(ToString())}</div>";

    /// <summary>Accuracy and loss in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Dataset}: accuracy {AccuracyText}, loss {Loss:0.0000}");
}
