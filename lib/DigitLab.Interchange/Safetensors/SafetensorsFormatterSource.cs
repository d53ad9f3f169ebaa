using System.Globalization;
using System.Net;
using DigitLab.Layers;

namespace DigitLab.Interchange;

/// <summary>How a notebook shows a <see cref="SafetensorsFile"/>, by the convention for formatter sources: a table as HTML or as text.</summary>
internal sealed class SafetensorsFormatterSource
{
    private static readonly string[] Header = ["tensor", "type", "shape", "bytes"];

    public IEnumerable<object> CreateTypeFormatters() =>
        [new Formatter("text/html", Html), new Formatter("text/plain", Text)];

    internal static string Text(SafetensorsFile file)
    {
        var rows = Rows(file).Prepend(Header).Append(Total(file)).ToList();
        int[] widths = [.. Header.Select((_, column) => rows.Max(row => row[column].Length))];
        return string.Join('\n', rows.Select(Line).Prepend(string.Join('\n', Texts(file))));

        string Line(string[] row) =>
            $"{row[0].PadRight(widths[0])}  {row[1].PadRight(widths[1])}  {row[2].PadRight(widths[2])}  {row[3].PadLeft(widths[3])}";
    }

    private static string Html(SafetensorsFile file) =>
        $"<div>{string.Join("<br>", Texts(file).Select(WebUtility.HtmlEncode))}</div><table class=\"digitlab-table\"><thead>"
        + Row(Header, "th")
        + $"</thead><tbody>{string.Concat(Rows(file).Select(row => Row(row, "td")))}</tbody><tfoot>"
        + Row(Total(file), "th")
        + "</tfoot></table>";

    private static string Row(string[] cells, string tag) =>
        $"<tr>{string.Concat(cells.Select((cell, column) => $"<{tag} style=\"text-align:{(column < 3 ? "left" : "right;font-variant-numeric:tabular-nums")}\">{WebUtility.HtmlEncode(cell)}</{tag}>"))}</tr>";

    /// <summary>The file's metadata.</summary>
    private static IEnumerable<string> Texts(SafetensorsFile file)
    {
        yield return file.Metadata.ToString();
        if (file.Metadata.Library is { } library)
            yield return $"written by {library}";
        foreach (var (name, text) in file.Metadata.More.OrderBy(entry => entry.Key, StringComparer.Ordinal))
            yield return $"{name}: {text}";
    }

    private static IEnumerable<string[]> Rows(SafetensorsFile file) =>
        file
            .Entries.OrderBy(entry => entry.Name, StringComparer.Ordinal)
            .Select(entry =>
                new[] { entry.Name, entry.Type.Name, NetworkLayer.Text(entry.Shape), Number(entry.End - entry.Begin) }
            );

    private static string[] Total(SafetensorsFile file) =>
        [$"{file.Entries.Count} tensors", "", "", Number(file.Entries.Sum(entry => entry.End - entry.Begin))];

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private sealed class Formatter(string mimeType, Func<SafetensorsFile, string> write)
    {
        public string MimeType => mimeType;

        public bool Format(object instance, TextWriter writer)
        {
            if (instance is not SafetensorsFile file)
                return false;
            writer.Write(write(file));
            return true;
        }
    }
}
