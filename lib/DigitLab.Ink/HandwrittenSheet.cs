using System.Collections;
using DigitLab.Charts;
using DigitLab.Images;
using DigitLab.Ink.Photos;
using static TorchSharp.torch;

namespace DigitLab.Ink;

/// <summary>Where on a photo a digit was found, in pixels of <see cref="HandwrittenSheet"/>'s width and height.</summary>
/// <param name="Left">From the left edge.</param>
/// <param name="Top">From the upper edge.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
public readonly record struct DigitBox(int Left, int Top, int Width, int Height);

/// <summary>A photo of handwriting, and the digits on it in reading order: see <see cref="Handwriting.Load"/>.</summary>
public sealed class HandwrittenSheet
{
    private readonly float[] pixels;

    internal HandwrittenSheet(
        string file,
        GreyImage photo,
        FloatImage darkness,
        List<Component> ink,
        List<ComponentGroup> digits
    )
    {
        (File, Photo, Darkness, Ink) = (file, photo, darkness, ink);
        Boxes = [.. digits.Select(digit => Box(digit, darkness.Width / photo.Width))];
        pixels = [.. digits.SelectMany(digit => MnistNormalizer.Normalize(digit, darkness))];
        Images = tensor(pixels, [Boxes.Count, 1, MnistNormalizer.Side, MnistNormalizer.Side]);
    }

    /// <summary>The photo's file.</summary>
    public string File { get; }

    /// <summary>The photo's width as it was looked at, upright and made smaller, in pixels.</summary>
    public int Width => Photo.Width;

    /// <inheritdoc cref="Width"/>
    public int Height => Photo.Height;

    /// <summary>The digits in MNIST's form: [N, 1, 28, 28], float32, 0 is paper and 1 is ink.</summary>
    public Tensor Images { get; }

    /// <summary>Where they are on the photo.</summary>
    public IReadOnlyList<DigitBox> Boxes { get; }

    /// <summary>How many digits were found.</summary>
    public int Count => Boxes.Count;

    internal GreyImage Photo { get; }

    /// <summary>A whole number of times as large as the photo: a small drawing is enlarged to be looked at.</summary>
    internal FloatImage Darkness { get; }

    internal IReadOnlyList<Component> Ink { get; }

    /// <summary>The way from the photo to the digits: the photo, the light evened out, the ink, the boxes, the 28 x 28.</summary>
    /// <param name="captions">Text under each digit, e.g. what a model took it for; by default its number.</param>
    /// <exception cref="ArgumentException">Not one caption for each digit.</exception>
    public Figure ContactSheet(IReadOnlyList<string>? captions = null) => PipelineFigure.Of(this, captions);

    private static DigitBox Box(ComponentGroup digit, int scale)
    {
        var (left, top) = (digit.Left / scale, digit.Top / scale);
        return new(left, top, digit.Right / scale - left + 1, digit.Bottom / scale - top + 1);
    }

    /// <summary>The file's name and how many digits were found.</summary>
    public override string ToString() =>
        $"{Path.GetFileName(File)}: {Count:N0} {(Count == 1 ? "digit" : "digits")}, photo of {Width} x {Height} pixels";
}

/// <summary>The photos that <see cref="Handwriting.Load"/> found, and all of their digits.</summary>
public sealed class HandwrittenSheets : IReadOnlyList<HandwrittenSheet>
{
    private readonly IReadOnlyList<HandwrittenSheet> sheets;

    internal HandwrittenSheets(IReadOnlyList<HandwrittenSheet> sheets)
    {
        this.sheets = sheets;
        Images = cat([.. sheets.Select(sheet => sheet.Images)], 0);
    }

    /// <summary>The digits of all photos in MNIST's form: [N, 1, 28, 28], float32, 0 is paper and 1 is ink.</summary>
    public Tensor Images { get; }

    /// <summary>How many photos there are.</summary>
    public int Count => sheets.Count;

    /// <summary>One photo.</summary>
    public HandwrittenSheet this[int index] => sheets[index];

    /// <summary>Of a single photo <see cref="HandwrittenSheet.ContactSheet"/>; of several each with the digits found on it.</summary>
    public Figure ContactSheet() => Count == 1 ? sheets[0].ContactSheet() : PipelineFigure.OfAll(sheets);

    /// <inheritdoc/>
    public IEnumerator<HandwrittenSheet> GetEnumerator() => sheets.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>How many photos and digits.</summary>
    public override string ToString() =>
        Count == 1 ? sheets[0].ToString() : $"{Count:N0} photos with {Images.shape[0]:N0} digits";
}
