using DigitLab.Idx;
using DigitLab.Idx.Sources;

namespace DigitLab.Data;

/// <summary>Finds a dataset's four files, or downloads them, and reads them.</summary>
internal sealed class DatasetLoader(DatasetSource source, DatasetPlaces places, Downloader downloader, TextWriter log)
{
    /// <summary>The training set and the test set.</summary>
    /// <exception cref="DownloadException">The files are nowhere, and no mirror gave them.</exception>
    /// <exception cref="IOException">Files that are there are incomplete, damaged or not what they should be.</exception>
    public TrainTestData Load()
    {
        if (places.FindNamed(source) is { } named)
            return Read(named);

        var own = places.Own(source);
        var missing = Missing(own);
        if (missing.Length > 0)
            downloader.Download(source, missing, own, log);
        return Read(own);
    }

    /// <summary>The same, or another dataset where the files are nowhere to be had; one line says so.</summary>
    /// <param name="standIn">What is given instead, as the subject of a sentence: "MNIST stands in".</param>
    /// <param name="load">Gives it.</param>
    /// <param name="note">What that means for results, as a sentence.</param>
    public TrainTestData LoadOr(string standIn, Func<TrainTestData> load, string note)
    {
        try
        {
            return Load();
        }
        catch (DownloadException error)
        {
            log.WriteLine(
                $"{standIn} for {source.Name}, which is not in {places.OwnName(source)} and cannot be downloaded. "
                    + $"{note}; see data/README.md. ({error.Message})"
            );
            return load();
        }
    }

    /// <summary>A dataset like MNIST of other pictures: drawn digits are none of these, MNIST is at least real.</summary>
    public static TrainTestData LoadOrMnist(DatasetSource source) =>
        new DatasetLoader(source, DatasetPlaces.OfThisProcess(), Downloader.Default, Console.Out).LoadOrMnist();

    internal TrainTestData LoadOrMnist() =>
        LoadOr(
            "MNIST stands in",
            Mnist.Load,
            $"Results are MNIST's and say so (synthetic digits would be no substitute for {source.Name})"
        );

    private DatasetFile[] Missing(string folder) => [.. source.Files.Where(file => file.FindIn(folder) is null)];

    private TrainTestData Read(string folder)
    {
        if (Missing(folder) is { Length: > 0 } missing)
            throw new FileNotFoundException(
                $"{folder} holds only a part of {source.Name}: missing "
                    + $"{string.Join(", ", missing.Select(file => file.Name))} (plain or .gz)."
            );
        var paths = source.Files.Select(file => file.FindIn(folder)!).ToArray();
        var train = Dataset.From(Part(0), $"{source.Name} train", source.ClassNames);
        // The bytes of 60,000 images are as many as the floats of the test set: let them go before those come.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        var test = Part(2);
        return new(train, () => Dataset.From(test, $"{source.Name} test", source.ClassNames));

        LabeledImages Part(int first)
        {
            var arrays = new IdxArray[2];
            try
            {
                Parallel.For(0, arrays.Length, i => arrays[i] = source.Files[first + i].Read(paths[first + i]));
            }
            catch (AggregateException several)
            {
                throw several.InnerExceptions[0];
            }
            return IdxReader.Pair(arrays[0], paths[first], arrays[1], paths[first + 1], source.ClassNames.Length);
        }
    }
}
