using DigitLab.Idx.Sources;

namespace DigitLab.Data;

/// <summary>
/// MNIST: 60,000 handwritten digits to train on and 10,000 to test on, 28 x 28 grey levels (LeCun, Cortes and Burges,
/// http://yann.lecun.com/exdb/mnist).
/// </summary>
public static class Mnist
{
    internal static readonly DatasetSource Source = new(
        "MNIST",
        "mnist",
        ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"],
        [
            new("https://ossci-datasets.s3.amazonaws.com/mnist/"),
            new("https://storage.googleapis.com/cvdf-datasets/mnist/"),
            new("https://azureopendatastorage.blob.core.windows.net/mnist/"),
        ],
        [
            new(DatasetFile.Names[0], "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
            new(DatasetFile.Names[1], "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
            new(DatasetFile.Names[2], "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
            new(DatasetFile.Names[3], "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
        ]
    );

    /// <summary>
    /// Loads MNIST from the folder that the environment variable DIGITLAB_DATA names, else from <c>data/mnist</c>, else
    /// from the network. Where there is neither, says so in one line and gives <see cref="SyntheticDigits"/> instead;
    /// their <see cref="Dataset.IsSynthetic"/> is true.
    /// </summary>
    /// <exception cref="IOException">Files that are there are incomplete, damaged, or not MNIST's.</exception>
    public static TrainTestData Load() =>
        Load(Source, DatasetLocations.OfThisProcess(), Downloader.Default, Console.Out);

    internal static TrainTestData Load(
        DatasetSource source,
        DatasetLocations places,
        Downloader downloader,
        TextWriter log
    ) =>
        new DatasetLoader(source, places, downloader, log).LoadOr(
            "Synthetic digits stand in",
            SyntheticDigits.Load,
            "Results are marked as such"
        );
}
