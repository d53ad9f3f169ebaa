using System.Globalization;

namespace DigitLab.Training;

/// <summary>
/// The results of one epoch. Losses are means over images, accuracies are in [0, 1]. In a training that counts
/// iterations, an epoch is the interval between two evaluations (Keras's <c>steps_per_epoch</c>).
/// </summary>
/// <param name="Number">From 1.</param>
/// <param name="Loss">Over the training images, while the model was changing.</param>
/// <param name="Accuracy">Over the training images, while the model was changing.</param>
/// <param name="ValidationLoss">At the end of the epoch; NaN without validation images.</param>
/// <param name="ValidationAccuracy">At the end of the epoch; NaN without validation images.</param>
/// <param name="LearningRate">At the end of the epoch, before a schedule changes it for the next.</param>
/// <param name="Time">Of the epoch, validation included.</param>
/// <param name="Iteration">Steps of the optimizer since the training began.</param>
public sealed record Epoch(
    int Number,
    double Loss,
    double Accuracy,
    double ValidationLoss,
    double ValidationAccuracy,
    double LearningRate,
    TimeSpan Time,
    long Iteration = 0
)
{
    internal const string CsvHeader =
        "epoch,iteration,loss,accuracy,validation_loss,validation_accuracy,learning_rate,seconds";

    /// <summary>A line of a CSV file under <see cref="CsvHeader"/>; every number can be read back as it was.</summary>
    internal string ToCsv() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Number},{Iteration},{Loss:R},{Accuracy:R},{ValidationLoss:R},{ValidationAccuracy:R},{LearningRate:R},{Time.TotalSeconds:R}"
        );

    /// <exception cref="FormatException">The line does not have eight valid numbers.</exception>
    internal static Epoch FromCsv(string line)
    {
        var cells = line.Split(',');
        if (cells.Length != 8)
            throw new FormatException($"there are {cells.Length} cells and not 8 ({CsvHeader})");
        var numbers = Array.ConvertAll(cells[2..], cell => double.Parse(cell, CultureInfo.InvariantCulture));
        if (
            !int.TryParse(cells[0], CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(cells[1], CultureInfo.InvariantCulture, out var iteration)
            || !(Math.Abs(numbers[5]) < TimeSpan.MaxValue.TotalSeconds)
        )
            throw new FormatException($"'{line}' is no epoch ({CsvHeader})");
        return new(
            number,
            numbers[0],
            numbers[1],
            numbers[2],
            numbers[3],
            numbers[4],
            TimeSpan.FromTicks((long)Math.Round(numbers[5] * TimeSpan.TicksPerSecond)),
            iteration
        );
    }
}
