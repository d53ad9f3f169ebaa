namespace DigitLab.Data;

/// <summary>What to learn from and what to be judged on: <c>var (train, test) = Mnist.Load();</c></summary>
/// <param name="train">For training and, split off, validation.</param>
/// <param name="test">Makes the test set when it is first asked for: until then it takes no memory as floats.</param>
public sealed class TrainTestData(Dataset train, Func<Dataset> test)
{
    private readonly Lazy<Dataset> test = new(test);

    /// <summary>For training and, split off, validation.</summary>
    public Dataset Train { get; } = train;

    /// <summary>Looked at once, at the end.</summary>
    public Dataset Test => test.Value;

    /// <summary>Both.</summary>
    public void Deconstruct(out Dataset train, out Dataset test) => (train, test) = (Train, Test);
}
