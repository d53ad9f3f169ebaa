using DigitLab.Data;
using DigitLab.Models;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Tests.Data;

/// <summary>How well a network that has seen synthetic digits only reads the handwriting of people.</summary>
public sealed class SyntheticToMnistTests(ITestOutputHelper output)
{
    private const double Mean = 0.1307,
        Deviation = 0.3081;

    /// <summary>The figure of data/README.md.</summary>
    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ALeNetTrainedOnSyntheticDigits_ReadsMnist(int seed)
    {
        var test = RealMnist.LoadOrSkip().Test.Normalize(Mean, Deviation);
        var train = SyntheticDigits.Load().Train.Normalize(Mean, Deviation);
        manual_seed(seed);
        var model = LeNet5.WithRelu();
        var trainer = new Trainer(model, optim.Adam(model.parameters()));

        trainer.Fit(train, epochs: 4, batchSize: 128, cancellation: TestContext.Current.CancellationToken);

        var result = trainer.Evaluate(test);
        output.WriteLine($"seed {seed}: {result.Accuracy:P2} of MNIST's 10,000 test images");
        result.Accuracy.ShouldBeGreaterThan(0.9);
    }
}
