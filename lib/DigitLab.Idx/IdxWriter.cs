using System.IO.Compression;
using DigitLab.Files;

namespace DigitLab.Idx;

/// <summary>Writes IDX files, which <see cref="IdxReader"/> and every other reader of MNIST read.</summary>
public static class IdxWriter
{
    /// <summary>
    /// Writes an array under a temporary name and renames it; gzip where <paramref name="path"/> ends in <c>.gz</c>.
    /// </summary>
    public static void Write(string path, IdxArray array)
    {
        var size = array.Shape.Aggregate(1L, (product, dimension) => product * dimension);
        if (size != array.Values.Length || array.Shape.Length is 0 or > 255)
            throw new ArgumentException(
                $"shape [{string.Join(", ", array.Shape)}] needs {size:N0} values, found {array.Values.Length:N0}",
                nameof(array)
            );
        AtomicFile.Write(
            path,
            file =>
            {
                var zipped = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                using var zip = zipped ? new GZipStream(file, CompressionLevel.Optimal, leaveOpen: true) : null;
                var content = zip ?? file;
                content.Write(array.Header());
                content.Write(array.Values);
            }
        );
    }

    /// <summary>Writes images and labels as MNIST does, into two files.</summary>
    public static void Write(string imagesPath, string labelsPath, LabeledImages images)
    {
        Write(imagesPath, new([images.Count, images.Height, images.Width], images.Pixels));
        Write(labelsPath, new([images.Count], images.Labels));
    }
}
