using DigitLab.Data;
using DigitLab.Models;
using DigitLab.Training;
using static TorchSharp.torch;

namespace DigitLab.Ink.Tests.Photos;

/// <summary>A LeNet trained on MNIST, made once for all tests.</summary>
internal static class Reader
{
    private static (Trainer Trainer, Dataset Validation, Dataset Test)? made;
    private static TrainTestData? loaded;

    /// <summary>The network, MNIST images that it was not trained on, to choose by, and the test images. Skips the test where MNIST is not at hand: it is never downloaded for a test.</summary>
    public static (Trainer Trainer, Dataset Validation, Dataset Test) MakeOrSkip() => made ??= Make(LoadOrSkip());

    /// <summary>MNIST itself. Skips the test where it is not at hand.</summary>
    public static TrainTestData LoadOrSkip()
    {
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable("DIGITLAB_DATA")))
            Assert.Skip("needs MNIST: set DIGITLAB_DATA to the folder of its four files");
        if (loaded is null && Mnist.Load() is var data)
            loaded = data.Train.IsSynthetic ? null : data;
        if (loaded is null)
            Assert.Skip("needs MNIST: DIGITLAB_DATA has none");
        return loaded;
    }

    private static (Trainer, Dataset, Dataset) Make(TrainTestData data)
    {
        manual_seed(1);
        var model = LeNet5.WithRelu();
        var trainer = new Trainer(model, optim.Adam(model.parameters())) { Verbose = false };
        var (train, validation) = data.Train.Split(5_000);
        trainer.Fit(train, epochs: 4);
        return (trainer, validation, data.Test);
    }

    /// <summary>The digits of images [N, 1, 28, 28].</summary>
    public static int[] Read(this Trainer trainer, Tensor images) =>
        [.. trainer.PredictClasses(images).data<long>().ToArray().Select(digit => (int)digit)];
}
