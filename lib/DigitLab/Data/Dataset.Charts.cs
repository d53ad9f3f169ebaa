using DigitLab.Charts;

namespace DigitLab.Data;

public sealed partial record Dataset
{
    /// <summary>The images side by side, with their labels or a model's predictions in green or red.</summary>
    /// <param name="title">A sentence that says what the chart shows.</param>
    /// <param name="predictions">The predicted class of each image.</param>
    public Figure ToChart(string? title = null, IReadOnlyList<long>? predictions = null)
    {
        int[] labels = [.. Labels.data<long>().ToArray().Select(label => (int)label)];
        int[]? guesses = predictions is null ? null : [.. predictions.Select(label => (int)label)];
        return Chart.ImageGrid(Images.ToImages(), labels, guesses, title, classes: ClassNames);
    }
}
