using DigitLab.Images;
using DigitLab.Ink.Photos;

namespace DigitLab.Ink;

/// <summary>Digits that somebody wrote on paper, from a photo of it.</summary>
public static class Handwriting
{
    /// <summary>Photos are looked at with their longer side no larger than this, in pixels.</summary>
    private const int LongestSide = 2000;

    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg"];

    /// <summary>
    /// Finds the digits on a photo, or on all photos of a folder, and brings each to MNIST's form. Dark ink on brighter
    /// paper, digits apart from each other; the light may come from one side, the sheet may lie a little askew. A picture with
    /// a background of one level, as drawing programs save it, may also be bright on dark (it is inverted), of any size, and
    /// have strokes up to its edge.
    /// </summary>
    /// <param name="fileOrFolder">A PNG or JPEG file, or a folder of them, which are taken by their names.</param>
    /// <example><code>
    /// var mine = Handwriting.Load("my-digits.jpg");
    /// display(mine.ContactSheet());
    /// trainer.PredictClasses(mine.Images)
    /// </code></example>
    /// <exception cref="FileNotFoundException">There is no such file or folder, or no photo in the folder.</exception>
    /// <exception cref="InvalidDataException">A file is no PNG or JPEG, damaged or too large, or no digit was found on it.</exception>
    public static HandwrittenSheets Load(string fileOrFolder)
    {
        if (!Directory.Exists(fileOrFolder))
            return new([LoadSheet(fileOrFolder)]);
        var files = Directory
            .EnumerateFiles(fileOrFolder)
            .Where(file => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant()))
            .Order(StringComparer.Ordinal)
            .ToList();
        return files.Count > 0
            ? new([.. files.Select(LoadSheet)])
            : throw new FileNotFoundException(
                $"{fileOrFolder}: no photo in this folder, expected files that end in {string.Join(", ", Extensions)}.",
                fileOrFolder
            );
    }

    /// <summary>The folder of the sample photos that come with the labs, data/handwriting of the checkout, from wherever a notebook runs.</summary>
    /// <exception cref="DirectoryNotFoundException">Neither this library nor the working directory is in a checkout.</exception>
    public static string Samples =>
        new[] { Path.GetDirectoryName(typeof(Handwriting).Assembly.Location), Directory.GetCurrentDirectory() }
            .SelectMany(Upwards)
            .Select(folder => Path.Combine(folder, "data", "handwriting"))
            .FirstOrDefault(Directory.Exists)
        ?? throw new DirectoryNotFoundException(
            "data/handwriting, the folder of the sample photos, is in no folder above this library or the working directory. "
                + "Name a photo of yours instead."
        );

    private static IEnumerable<string> Upwards(string? folder)
    {
        for (; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            yield return folder;
    }

    private static HandwrittenSheet LoadSheet(string file) =>
        File.Exists(file)
            ? Read(ImageFile.Read(file), file)
            : throw new FileNotFoundException(
                $"{file}: no such file or folder (looked from {Directory.GetCurrentDirectory()}).",
                file
            );

    /// <summary>Finds the digits in a picture.</summary>
    internal static HandwrittenSheet Read(GreyImage picture, string name)
    {
        var photo = picture.Shrunk(LongestSide);
        var drawing = Drawing.Find(photo, LongestSide);
        var seen = drawing?.Picture ?? photo;
        var paper = drawing is null
            ? Background.Estimate(seen)
            : Background.Uniform(seen.Width, seen.Height, drawing.Level);
        var darkness = paper.Darkness(seen);
        var ink = AdaptiveThreshold.Find(darkness, paper);
        if (ink.Count == 0)
            throw new InvalidDataException(
                $"{name}: no digit found: nothing that lies on its paper whole is darker than it. Is the sheet blank, the pen "
                    + "too pale, or the writing cut off by the photo's edge? Expected dark digits on brighter paper."
            );
        var digits = DigitSegmenter.Find(ink, speck: Math.Max(6, Math.Max(seen.Width, seen.Height) / 200));
        if (digits.Count is 0 or > DigitSegmenter.MostDigits)
            throw new InvalidDataException(
                $"{name}: no digit found: there are {ink.Count:N0} dark places, but "
                    + (digits.Count == 0 ? "none looks like a digit" : "they look like texture or text")
                    + ". Expected dark digits on bright paper, apart from each other and from the sheet's edge."
            );
        return new(name, photo, darkness, ink, digits);
    }
}
