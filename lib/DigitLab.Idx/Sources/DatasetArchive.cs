using System.IO.Compression;
using DigitLab.Files;

namespace DigitLab.Idx.Sources;

/// <summary>A dataset in a .zip file, as Kaggle hands it out.</summary>
internal static class DatasetArchive
{
    private const long LargestFile = 256 << 20;

    /// <summary>The first .zip file in a folder that holds all of the dataset's files; null if there is none.</summary>
    public static string? Find(string folder, DatasetSource source) =>
        Directory.Exists(folder)
            ? Directory
                .EnumerateFiles(folder, "*.zip")
                .Order(StringComparer.Ordinal)
                .FirstOrDefault(path => Holds(path, source))
            : null;

    /// <summary>Unpacks the dataset's files, each under its own name, whole or not at all.</summary>
    /// <exception cref="InvalidDataException">The archive is damaged, or a file in it is far too long.</exception>
    public static void Unpack(string path, DatasetSource source, string folder, TextWriter log)
    {
        using var archive = ZipFile.OpenRead(path);
        log.WriteLine($"Unpacking {source.Name} from {path} to {folder}");
        foreach (var file in source.Files)
        {
            var entry = file.FindIn(archive)!;
            if (entry.Length > LargestFile)
                throw new InvalidDataException(
                    $"{path}: {entry.FullName} is {entry.Length:N0} bytes, expected less than {LargestFile:N0}."
                );
            try
            {
                AtomicFile.Write(
                    Path.Combine(
                        folder,
                        file.Name + (entry.Name.EndsWith(".gz", StringComparison.Ordinal) ? ".gz" : "")
                    ),
                    stream =>
                    {
                        using var content = entry.Open();
                        Copy(content, stream, entry.Length);
                    }
                );
            }
            catch (InvalidDataException error)
            {
                throw new InvalidDataException($"{path}: {entry.FullName} is damaged ({error.Message})", error);
            }
        }
    }

    /// <summary>Copies a file whose length is known: what unpacks to more than it says could fill a disk.</summary>
    private static void Copy(Stream content, Stream target, long length)
    {
        var part = new byte[1 << 16];
        for (var copied = 0L; content.Read(part) is > 0 and var read; )
        {
            copied += read;
            if (copied > length)
                throw new InvalidDataException($"it is longer than the {length:N0} bytes that the archive says");
            target.Write(part, 0, read);
        }
    }

    private static bool Holds(string path, DatasetSource source)
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            return source.Files.All(file => file.FindIn(archive) is not null);
        }
        catch (InvalidDataException)
        {
            return false; // Not a .zip file, whatever its name says: it is not MNIST's either.
        }
    }
}
