using DigitLab.Data;

namespace DigitLab.Training;

/// <summary>What to train on, and for how long.</summary>
internal sealed record TrainingPlan(
    Dataset Train,
    Dataset? Validation,
    int BatchSize,
    long Iterations,
    long StepsPerEpoch,
    bool CountsIterations
)
{
    /// <summary>What a checkpoint must agree with: with other images or batches it would be another training.</summary>
    public string Setting =>
        $"{Train.Name}, {Train.Count} images in batches of {BatchSize}, {StepsPerEpoch} steps in an epoch";
}
