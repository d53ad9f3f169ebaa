namespace DigitLab.Images;

/// <summary>Reads the luminance of PNG and JPEG files, as phones and scanners make them.</summary>
/// <remarks>
/// For any input the result is an image or an <see cref="InvalidDataException"/> that names the file and what is wrong with
/// it. Headers are not trusted: memory use is bounded by the length of the file.
/// </remarks>
internal static class ImageFile
{
    /// <summary>The largest supported picture, in pixels.</summary>
    public const long MostPixels = 100_000_000;

    private const long MostBytes = 256L << 20;

    /// <summary>Reads a file and turns the picture upright.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">It is not PNG or JPEG, or is damaged, truncated or too large.</exception>
    public static GreyImage Read(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > MostBytes)
            throw new InvalidDataException(
                $"{path}: {length >> 20:N0} MB are too large for a photo, expected at most {MostBytes >> 20} MB."
            );
        return Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Reads a file's content.</summary>
    /// <param name="file">All of its bytes.</param>
    /// <param name="name">Its name in messages.</param>
    public static GreyImage Read(ReadOnlyMemory<byte> file, string name)
    {
        try
        {
            var bytes = file.Span;
            return bytes.StartsWith(PngReader.Signature) ? PngReader.Read(file)
                : bytes.StartsWith(JpegReader.Signature) ? JpegReader.Read(bytes)
                : throw new InvalidDataException($"not a PNG or JPEG image{WhatElse(bytes)}.");
        }
        catch (InvalidDataException error)
        {
            throw new InvalidDataException($"{name}: {error.Message}", error);
        }
    }

    /// <summary>Rejects invalid sizes and those that no file of this length can hold.</summary>
    /// <param name="width">In pixels, as the header has it.</param>
    /// <param name="height">In pixels, as the header has it.</param>
    /// <param name="most">How many pixels a file of this length can hold at most.</param>
    public static void CheckSize(long width, long height, long most)
    {
        if (width == 0 || height == 0)
            throw new InvalidDataException($"its header says {width} x {height} pixels: there is nothing to see.");
        if (width > MostPixels / height)
            throw new InvalidDataException(
                $"its header says {width:N0} x {height:N0} pixels, expected at most {MostPixels / 1_000_000} megapixels."
            );
        if (width * height > most)
            throw new InvalidDataException(
                $"truncated, or its header is wrong: {width:N0} x {height:N0} pixels do not fit a file of this length."
            );
    }

    private static string WhatElse(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 0 ? ": the file is empty"
        : bytes.Length >= 12 && bytes[4..8].SequenceEqual("ftyp"u8)
            ? " (it looks like HEIC or a video: let the phone save or share it as JPEG)"
        : bytes.StartsWith("RIFF"u8) && bytes.Length >= 12 && bytes[8..12].SequenceEqual("WEBP"u8)
            ? " (it looks like WebP: save it as PNG or JPEG)"
        : bytes.StartsWith("GIF8"u8) ? " (it looks like GIF: save it as PNG)"
        : bytes.StartsWith("BM"u8) ? " (it looks like BMP: save it as PNG)"
        : bytes.StartsWith("%PDF"u8) ? " (it looks like PDF: save the page as PNG)"
        : bytes.StartsWith("II*\0"u8) || bytes.StartsWith("MM\0*"u8) ? " (it looks like TIFF: save it as PNG)"
        : bytes[0] == (byte)'<' ? " (it looks like a web page that was saved in the picture's place)"
        : "";
}
