using System.Globalization;
using System.Numerics.Tensors;
using DigitLab.Charts;
using DigitLab.Data;
using DigitLab.Display;

namespace DigitLab.Evaluation;

/// <summary>How a model did on a dataset.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class EvaluationResult : IHtmlView
{
    private readonly Dataset dataset;
    private readonly float[] probabilities;
    private readonly long[] labels;
    private readonly long[] predicted;

    /// <param name="dataset">What was read.</param>
    /// <param name="loss">The mean loss of an image.</param>
    /// <param name="probabilities">For each image those of the classes, one image after the other.</param>
    internal EvaluationResult(Dataset dataset, double loss, float[] probabilities)
    {
        (this.dataset, this.probabilities, Loss) = (dataset, probabilities, loss);
        labels = dataset.Labels.data<long>().ToArray();
        predicted = new long[labels.Length];
        for (var i = 0; i < predicted.Length; i++)
            predicted[i] = TensorPrimitives.IndexOfMax(Probabilities(i));
        Confusion = new ConfusionMatrix(labels, predicted, dataset.ClassNames);
    }

    /// <summary>The dataset's name.</summary>
    public string Dataset => dataset.Name;

    /// <summary>Whether it holds synthetic digits: then the figures say nothing about real handwriting.</summary>
    public bool IsSynthetic => dataset.IsSynthetic;

    /// <summary>The mean loss of an image.</summary>
    public double Loss { get; }

    /// <summary>The true class of each image.</summary>
    public IReadOnlyList<long> Labels => labels;

    /// <summary>The class that the model gave each image.</summary>
    public IReadOnlyList<long> Predicted => predicted;

    /// <summary>The probabilities that the model gave the classes of an image.</summary>
    /// <param name="image">Its position, from 0.</param>
    public ReadOnlySpan<float> Probabilities(int image)
    {
        var classes = dataset.ClassNames.Count;
        return probabilities.AsSpan(image * classes, classes);
    }

    /// <summary>Which class was taken for which.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>How far the model's probabilities can be believed.</summary>
    /// <param name="bins">Stretches of equal width that [0, 1] is cut into.</param>
    public Calibration Calibration(int bins = 10) => Evaluation.Calibration.Of(this, bins);

    /// <summary>Images in all.</summary>
    public int Count => labels.Length;

    /// <summary>The number of images classified correctly.</summary>
    public int Correct => Confusion.Correct;

    /// <summary>The accuracy, in [0, 1].</summary>
    public double Accuracy => (double)Correct / Count;

    /// <summary>The share that was misread, in [0, 1].</summary>
    public double ErrorRate => 1 - Accuracy;

    /// <summary>The positions of the images that were misread.</summary>
    public IReadOnlyList<int> Mistakes => [.. Enumerable.Range(0, Count).Where(i => labels[i] != predicted[i])];

    /// <summary>The mistakes that cost most: those where the right class was given the least probability, worst first.</summary>
    public IReadOnlyList<Mistake> WorstMistakes(int count = 24) =>
        [.. Mistakes.Select(MistakeAt).OrderBy(mistake => mistake.LabelProbability).Take(count)];

    private Mistake MistakeAt(int image)
    {
        var given = Probabilities(image);
        var (first, second) = ((int)predicted[image], -1);
        for (var c = 0; c < given.Length; c++)
            if (c != first && (second < 0 || given[c] > given[second]))
                second = c;
        var label = (int)labels[image];
        return new(image, label, first, given[first], second, given[second], given[label]);
    }

    /// <summary>The worst mistakes as pictures: under each "true → first guess" and the second guess, with their probabilities.</summary>
    /// <exception cref="InvalidOperationException">There are no mistakes.</exception>
    public Figure WorstMistakesChart(int count = 24, string? title = null)
    {
        var worst = WorstMistakes(count);
        if (worst.Count == 0)
            throw new InvalidOperationException($"There are no mistakes to show: {this}");
        var names = dataset.ClassNames;
        var shown = dataset.Subset([.. worst.Select(mistake => (long)mistake.Position)]);
        string Percent(double share) => share.ToString("0%", CultureInfo.InvariantCulture);
        return Chart.ImageGrid(
            shown.Images,
            shown.Labels,
            title: title ?? $"{worst.Count:N0} of {Mistakes.Count:N0} mistakes: true → first guess, then the second",
            captions:
            [
                .. worst.Select(m =>
                    $"{names[m.Label]} → {names[m.First]} {Percent(m.FirstProbability)}\n{names[m.Second]} {Percent(m.SecondProbability)}"
                ),
            ]
        );
    }

    /// <summary>"98.87% (9,887 of 10,000)", with a word on synthetic digits.</summary>
    public string AccuracyText =>
        string.Create(CultureInfo.InvariantCulture, $"{100 * Accuracy:0.00}% ({Correct:N0} of {Count:N0})")
        + (IsSynthetic ? " on synthetic digits" : "");

    /// <summary>Accuracy and loss in one line.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Dataset}: accuracy {AccuracyText}, loss {Loss:0.0000}");
}

/// <summary>An image that was misread.</summary>
/// <param name="Position">In the dataset, from 0.</param>
/// <param name="Label">Its true class.</param>
/// <param name="First">The predicted class.</param>
/// <param name="FirstProbability">How sure the model was, in [0, 1].</param>
/// <param name="Second">The second guess.</param>
/// <param name="SecondProbability">Its probability.</param>
/// <param name="LabelProbability">The probability that the true class was given.</param>
public sealed record Mistake(
    int Position,
    int Label,
    int First,
    double FirstProbability,
    int Second,
    double SecondProbability,
    double LabelProbability
);
