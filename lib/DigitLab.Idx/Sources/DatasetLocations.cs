namespace DigitLab.Idx.Sources;

/// <summary>Where datasets are looked for.</summary>
/// <param name="Named">What the environment variable DIGITLAB_DATA says.</param>
/// <param name="WorkingDirectory">The checkout is found from here, upwards.</param>
/// <param name="UserFolder">Where datasets are kept outside of a checkout.</param>
internal sealed record DatasetLocations(string? Named, string WorkingDirectory, string UserFolder)
{
    public const string Variable = "DIGITLAB_DATA";

    public static DatasetLocations OfThisProcess()
    {
        var user = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData);
        return new(
            Environment.GetEnvironmentVariable(Variable),
            Environment.CurrentDirectory,
            Path.Combine(user is "" ? Path.GetTempPath() : user, "DigitLab", "data")
        );
    }

    /// <summary>
    /// The folder, or the .zip file, that <see cref="Named"/> names for this dataset; null where the variable is not set, or
    /// where it names the folder of another dataset than MNIST's.
    /// </summary>
    /// <exception cref="IOException">The variable names what is not there.</exception>
    public string? FindNamed(DatasetSource source)
    {
        if (string.IsNullOrWhiteSpace(Named))
            return null;
        // A relative path is meant from where it was typed, mostly the checkout; a notebook may run below that.
        var named = new[] { WorkingDirectory, Checkout() ?? WorkingDirectory }
            .Select(root => Path.GetFullPath(Path.Combine(root, Named)))
            .FirstOrDefault(Directory.Exists);
        if (named is null)
            throw new DirectoryNotFoundException(
                $"{Variable} is {Named}, which is not a folder. Name a folder that holds the four files of MNIST "
                    + $"({string.Join(", ", DatasetFile.Names)}; plain or .gz), or unset the variable."
            );
        var isMnist = source.Folder == "mnist";
        // The files of another dataset are never taken for MNIST's, nor MNIST's for another's: they have the same names.
        var folders = source
            .FoldersBelow(named)
            .Concat(
                isMnist
                    ? [named, Path.Combine(named, "raw")]
                    : source.FoldersBelow(Path.GetDirectoryName(named) ?? named)
            )
            .ToArray();
        if (folders.FirstOrDefault(folder => source.Files.Any(file => file.FindIn(folder) is not null)) is { } found)
            return found;
        if (
            folders.Select(folder => DatasetArchive.Find(folder, source)).FirstOrDefault(zip => zip is not null) is
            { } zip
        )
            return zip;
        return isMnist
            ? throw new FileNotFoundException(
                $"{Variable} is {Named}, but neither that folder nor its sub-folders {source.Folder} and {source.Name}/raw hold {source.Name} "
                    + $"({string.Join(", ", DatasetFile.Names)}; plain, .gz, or in a .zip). Put the files there, or unset the variable."
            )
            : null;
    }

    /// <summary>The folder where this dataset is kept and downloaded to: in the checkout, else the user's.</summary>
    public string Own(DatasetSource source) =>
        Checkout() is { } checkout
            ? Path.Combine(checkout, "data", source.Folder)
            : Path.Combine(UserFolder, source.Folder);

    /// <summary>How to speak of that folder: short where the reader knows from where.</summary>
    public string OwnName(DatasetSource source) => Checkout() is null ? Own(source) : $"data/{source.Folder}";

    private string? Checkout()
    {
        for (var folder = new DirectoryInfo(WorkingDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "DigitLab.slnx")))
                return folder.FullName;
        return null;
    }
}
