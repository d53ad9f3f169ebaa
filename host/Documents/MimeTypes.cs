namespace DigitLab.Host.Documents;

/// <summary>MIME types of outputs.</summary>
internal static class MimeTypes
{
    public const string PlainText = "text/plain";
    public const string Html = "text/html";
    public const string Markdown = "text/markdown";
    public const string Latex = "text/latex";
    public const string Csv = "text/csv";
    public const string Svg = "image/svg+xml";
    public const string Javascript = "application/javascript";

    /// <summary>Whether the content is JSON (an object in the file) rather than text.</summary>
    public static bool IsJson(string mimeType) =>
        mimeType == "application/json" || mimeType.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>
    /// Whether the content is text, which notebooks store as an array of lines; images are one string.
    /// </summary>
    public static bool IsLines(string mimeType) =>
        mimeType.StartsWith("text/", StringComparison.Ordinal) || mimeType is Javascript or Svg;

    public static bool IsBase64Image(string mimeType) =>
        mimeType.StartsWith("image/", StringComparison.Ordinal) && mimeType != Svg;
}
