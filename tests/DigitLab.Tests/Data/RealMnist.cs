using DigitLab.Data;
using DigitLab.Idx.Sources;

namespace DigitLab.Tests.Data;

/// <summary>MNIST itself, where it is at hand: never downloaded for a test.</summary>
internal static class RealMnist
{
    public static TrainTestData LoadOrSkip()
    {
        var places = DatasetLocations.OfThisProcess() with { WorkingDirectory = AppContext.BaseDirectory };
        if (string.IsNullOrEmpty(places.Named))
            places = places with { Named = "../shared/mnist" };
        try
        {
            places.FindNamed(Mnist.Source);
        }
        catch (DirectoryNotFoundException)
        {
            Assert.Skip("needs MNIST: set DIGITLAB_DATA to the folder of its four files");
        }
        return Mnist.Load(Mnist.Source, places, Downloader.Default, TextWriter.Null);
    }
}
