namespace DigitLab.Data;

/// <summary>What to learn from and what to be judged on: <c>var (train, test) = Mnist.Load();</c></summary>
/// <param name="Train">For training and, split off, validation.</param>
/// <param name="Test">Looked at once, at the end.</param>
public sealed record TrainTestData(Dataset Train, Dataset Test);
