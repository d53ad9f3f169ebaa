using DigitLab.Charts;

namespace DigitLab.Training;

/// <summary>A metric to watch during training: Keras's <c>monitor</c>.</summary>
public enum Metric
{
    /// <summary>Over the training images, while the model was changing.</summary>
    Loss,

    /// <summary>Over the training images, while the model was changing.</summary>
    Accuracy,

    /// <summary>Over the validation images, at the end of each epoch.</summary>
    ValidationLoss,

    /// <summary>Over the validation images, at the end of each epoch.</summary>
    ValidationAccuracy,
}

/// <summary>What a metric measures, and which way is better.</summary>
internal static class Metrics
{
    public static double Of(this Metric metric, Epoch epoch) =>
        metric switch
        {
            Metric.Loss => epoch.Loss,
            Metric.Accuracy => epoch.Accuracy,
            Metric.ValidationLoss => epoch.ValidationLoss,
            _ => epoch.ValidationAccuracy,
        };

    public static bool IsAccuracy(this Metric metric) => metric is Metric.Accuracy or Metric.ValidationAccuracy;

    public static bool NeedsValidation(this Metric metric) =>
        metric is Metric.ValidationLoss or Metric.ValidationAccuracy;

    /// <summary>Whether <paramref name="value"/> is better than <paramref name="best"/> by more than <paramref name="by"/>; all is better than NaN.</summary>
    public static bool IsBetter(this Metric metric, double value, double best, double by = 0) =>
        double.IsNaN(best) || (metric.IsAccuracy() ? value > best + by : value < best - by);

    public static Best Best(this Metric metric) => metric.IsAccuracy() ? Charts.Best.Highest : Charts.Best.Lowest;

    /// <summary>"validation accuracy".</summary>
    public static string Name(this Metric metric) =>
        metric switch
        {
            Metric.Loss => "training loss",
            Metric.Accuracy => "training accuracy",
            Metric.ValidationLoss => "validation loss",
            _ => "validation accuracy",
        };
}
