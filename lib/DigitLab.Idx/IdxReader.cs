namespace DigitLab.Idx;

/// <summary>
/// Reads IDX files, the format of MNIST (described at the end of http://yann.lecun.com/exdb/mnist): big-endian
/// dimensions, then the values. Plain or gzip, recognised by content, not by file name.
/// </summary>
/// <remarks>
/// Invalid files are rejected with an <see cref="InvalidDataException"/> that names the file, what was found and what was
/// expected. Headers are not trusted: memory use is bounded by the size of the file, not by the dimensions it claims.
/// </remarks>
public static class IdxReader
{
    /// <summary>Reads an array of any rank.</summary>
    public static IdxArray Read(string path) => Read(path, expectedRank: null);

    /// <summary>Reads an array of images, [count, height, width].</summary>
    public static IdxArray ReadImages(string path) => Read(path, expectedRank: 3);

    /// <summary>Reads an array of labels, [count].</summary>
    public static IdxArray ReadLabels(string path) => Read(path, expectedRank: 1);

    /// <summary>Reads images and their labels.</summary>
    /// <param name="imagesPath">A file of shape [count, height, width].</param>
    /// <param name="labelsPath">A file of shape [count].</param>
    /// <param name="classes">Labels are 0 to <paramref name="classes"/> - 1.</param>
    public static LabeledImages ReadLabeled(string imagesPath, string labelsPath, int classes = 10) =>
        Pair(ReadImages(imagesPath), imagesPath, ReadLabels(labelsPath), labelsPath, classes);

    internal static LabeledImages Pair(
        IdxArray images,
        string imagesPath,
        IdxArray labels,
        string labelsPath,
        int classes
    )
    {
        CheckPair(images.Shape, imagesPath, labels, labelsPath, classes);
        return new(images.Values, labels.Values, images.Shape[1], images.Shape[2]);
    }

    /// <summary>Refuses images and labels that do not belong together.</summary>
    internal static void CheckPair(int[] images, string imagesPath, IdxArray labels, string labelsPath, int classes)
    {
        if (images[0] != labels.Shape[0])
            throw new InvalidDataException(
                $"{imagesPath} holds {images[0]:N0} images, but {labelsPath} holds {labels.Shape[0]:N0} labels: "
                    + "the two do not belong together."
            );
        if (images.Contains(0))
            throw new InvalidDataException(
                $"{imagesPath} holds no pixels: its shape is {IdxFile.Text(images)}, expected [count, height, width]."
            );
        var wrong = labels.Values.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classes - 1));
        if (wrong >= 0)
            throw new InvalidDataException(
                $"{labelsPath}: label {wrong:N0} (counted from 0) is {labels.Values[wrong]}, expected 0 to {classes - 1}."
            );
    }

    private static IdxArray Read(string path, int? expectedRank)
    {
        using var file = IdxFile.Open(path, expectedRank);
        // Pages that are never written are never committed, so a small file that claims a large shape costs little.
        var values = GC.AllocateUninitializedArray<byte>(file.Count);
        file.Read(values);
        file.ExpectEnd();
        return new(file.Shape, values);
    }
}
