namespace DigitLab.Data;

/// <summary>A training set and a test set: <c>var (train, test) = Mnist.Load();</c></summary>
/// <param name="train">For training and validation.</param>
/// <param name="test">Creates the test set on first use; until then it is not in memory as floats.</param>
public sealed class TrainTestData(Dataset train, Func<Dataset> test)
{
    private readonly Lazy<Dataset> test = new(test);

    /// <summary>For training and validation.</summary>
    public Dataset Train { get; } = train;

    /// <summary>To be used once, at the end.</summary>
    public Dataset Test => test.Value;

    /// <summary>Both.</summary>
    public void Deconstruct(out Dataset train, out Dataset test) => (train, test) = (Train, Test);
}
