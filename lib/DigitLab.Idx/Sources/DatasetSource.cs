using System.IO.Compression;

namespace DigitLab.Idx.Sources;

/// <summary>A dataset in MNIST's format: four IDX files, and where to download them.</summary>
/// <param name="Name">"MNIST".</param>
/// <param name="Folder">The sub-folder with its files, "mnist".</param>
/// <param name="ClassNames">What the labels 0, 1, … stand for.</param>
/// <param name="Mirrors">Addresses of folders that hold the four files, gzip.</param>
/// <param name="Files">Training images and labels, test images and labels.</param>
internal sealed record DatasetSource(
    string Name,
    string Folder,
    string[] ClassNames,
    Uri[] Mirrors,
    DatasetFile[] Files
)
{
    /// <summary>The folders below <paramref name="root"/> that may hold the files: itself, its own, and torchvision's.</summary>
    public IEnumerable<string> FoldersBelow(string root)
    {
        var torchvision = Name.Replace("-", "", StringComparison.Ordinal);
        return new[] { Folder, Path.Combine(torchvision, "raw") }.Select(folder => Path.Combine(root, folder));
    }
}

/// <summary>One of the four files.</summary>
/// <param name="Name">Without ".gz".</param>
/// <param name="Sha256">Of the uncompressed file, if it is known.</param>
/// <param name="GzipSha256">Of the gzip file as it was published, if it is known; checked after a download.</param>
internal sealed record DatasetFile(string Name, string? Sha256 = null, string? GzipSha256 = null)
{
    public static readonly string[] Names =
    [
        "train-images-idx3-ubyte",
        "train-labels-idx1-ubyte",
        "t10k-images-idx3-ubyte",
        "t10k-labels-idx1-ubyte",
    ];

    /// <summary>The names under which the file is found: some tools unpack it with a dot in its name.</summary>
    private IEnumerable<string> Aliases => [Name, Name.Replace("-idx", ".idx", StringComparison.Ordinal)];

    /// <summary>The file in <paramref name="folder"/>, plain or gzip, or in a folder of the same name, as Kaggle packs it.</summary>
    public string? FindIn(string folder) =>
        Aliases
            .SelectMany(name => new[] { name, name + ".gz", Path.Combine(name, name) })
            .Select(name => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);

    /// <summary>The file among the entries of an archive, in any folder; null if it is not there.</summary>
    public ZipArchiveEntry? FindIn(ZipArchive archive) =>
        archive.Entries.FirstOrDefault(entry =>
            Aliases.SelectMany(name => new[] { name, name + ".gz" }).Contains(entry.Name)
        );

    /// <summary>Reads the file and checks it against its checksum.</summary>
    public IdxArray Read(string path)
    {
        var array = Name.Contains("images", StringComparison.Ordinal)
            ? IdxReader.ReadImages(path)
            : IdxReader.ReadLabels(path);
        Check(path, array.Sha256);
        return array;
    }

    /// <summary>Opens a file of images, to be read chunk by chunk; call <see cref="Verify"/> after the last.</summary>
    public static IdxFile OpenImages(string path) => IdxFile.Open(path, expectedRank: 3);

    /// <summary>Checks that a file has been read to its end and has the published checksum.</summary>
    public void Verify(string path, IdxFile file)
    {
        file.ExpectEnd();
        Check(path, file.Sha256);
    }

    private void Check(string path, Func<string> sha256)
    {
        if (Sha256 is not null && sha256() is var found && found != Sha256)
            throw new InvalidDataException(
                $"{path}: not the {Name} that was published, or damaged: "
                    + $"SHA-256 of the uncompressed bytes is {found}, expected {Sha256}."
            );
    }
}
