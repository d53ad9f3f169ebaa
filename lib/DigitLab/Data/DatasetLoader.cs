using DigitLab.Idx;
using DigitLab.Idx.Sources;
using static TorchSharp.torch;

namespace DigitLab.Data;

/// <summary>Finds a dataset's four files, or downloads them, and reads them.</summary>
internal sealed class DatasetLoader(
    DatasetSource source,
    DatasetLocations places,
    Downloader downloader,
    TextWriter log
)
{
    /// <summary>The training set and the test set.</summary>
    /// <exception cref="DownloadException">There are no files, and no mirror delivered them.</exception>
    /// <exception cref="IOException">Files exist but are incomplete, damaged or different from the published ones.</exception>
    public TrainTestData Load()
    {
        var named = places.FindNamed(source);
        if (Directory.Exists(named))
            return Read(named);

        var own = places.Own(source);
        var missing = Missing(own);
        if (missing.Length > 0 && named is not null)
            DatasetArchive.Unpack(named, source, own, log);
        else if (missing.Length > 0)
            downloader.Download(source, missing, own, log);
        return Read(own);
    }

    /// <summary>The same, or with a one-line notice another dataset if the files cannot be found or downloaded.</summary>
    /// <param name="standIn">The replacement, as the start of a sentence: "MNIST stands in".</param>
    /// <param name="load">Loads it.</param>
    /// <param name="note">The consequence for results, as a sentence.</param>
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

    /// <summary>For datasets of other pictures in MNIST's format: their replacement is MNIST, not synthetic digits.</summary>
    public static TrainTestData LoadOrMnist(DatasetSource source) =>
        new DatasetLoader(source, DatasetLocations.OfThisProcess(), Downloader.Default, Console.Out).LoadOrMnist();

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
        FrontEndStatus.DataSet(source.Name);
        var paths = source.Files.Select(file => file.FindIn(folder)!).ToArray();
        var train = ReadTrain();
        var test = IdxReader.Pair(
            source.Files[2].Read(paths[2]),
            paths[2],
            source.Files[3].Read(paths[3]),
            paths[3],
            source.ClassNames.Length
        );
        return new(train, () => Dataset.From(test, $"{source.Name} test", source.ClassNames));

        // Chunk by chunk: the images as bytes and as floats are never both in memory.
        Dataset ReadTrain()
        {
            var labels = source.Files[1].Read(paths[1]);
            using var file = DatasetFile.OpenImages(paths[0]);
            IdxReader.CheckPair(file.Shape, paths[0], labels, paths[1], source.ClassNames.Length);
            var pixels = empty([file.Shape[0], 1, file.Shape[1], file.Shape[2]], float32);
            var position = 0;
            foreach (var chunk in file.ReadChunks())
                position += Dataset.FillPixels(pixels, chunk.Span, position);
            source.Files[0].Verify(paths[0], file);
            return new($"{source.Name} train", pixels, tensor(labels.Values).to(int64), source.ClassNames);
        }
    }
}
