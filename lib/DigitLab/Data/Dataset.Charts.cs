using DigitLab.Charts;

namespace DigitLab.Data;

public sealed partial record Dataset
{
    /// <summary>The images side by side, with their labels, or with what a model took them for in green or red.</summary>
    /// <param name="title">A sentence that says what is seen.</param>
    /// <param name="predictions">The class that a model gave each image.</param>
    public Figure ToChart(string? title = null, IReadOnlyList<long>? predictions = null)
    {
        var (rows, columns) = ((int)Images.shape[2], (int)Images.shape[3]);
        var pixels = Images.data<float>().ToArray();
        var pictures = new float[Count][,];
        for (var i = 0; i < pictures.Length; i++)
        {
            pictures[i] = new float[rows, columns];
            Buffer.BlockCopy(
                pixels,
                i * rows * columns * sizeof(float),
                pictures[i],
                0,
                rows * columns * sizeof(float)
            );
        }
        int[] labels = [.. Labels.data<long>().ToArray().Select(label => (int)label)];
        int[]? guesses = predictions is null ? null : [.. predictions.Select(label => (int)label)];
        return Chart.ImageGrid(pictures, labels, guesses, title, classes: ClassNames);
    }
}
