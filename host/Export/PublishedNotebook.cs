using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;

namespace DigitLab.Host.Export;

/// <summary>
/// A notebook with outputs, as kept in git and displayed on GitHub: each output in one rich format that GitHub
/// displays, and as text. A drawing is stored twice, as SVG for GitHub and as an image in HTML for nbconvert, whose
/// versions 6.5 to 7.6 strip SVG. Figures' JSON, which would double the size, and the authors' markers are omitted.
/// </summary>
internal static partial class PublishedNotebook
{
    /// <summary>Above this size GitHub may not display a notebook.</summary>
    public const int LargeSize = 1_000_000;

    /// <summary>A larger drawing is stored once: nbconvert, which drops SVG, then shows its text.</summary>
    private const int LargeDrawing = 150_000;

    /// <summary>Formats that GitHub displays, in order of preference.</summary>
    private static readonly string[] Preference =
    [
        MimeTypes.Svg,
        "image/png",
        "image/jpeg",
        "image/gif",
        MimeTypes.Html,
        MimeTypes.Markdown,
        MimeTypes.Latex,
    ];

    public static Notebook Make(Notebook notebook)
    {
        var published = NotebookReferences.LinkToIpynb(notebook);
        foreach (var cell in published.Cells)
        {
            cell.Source = LabMarks.Remove(cell.Source);
            for (var i = 0; i < cell.Outputs.Count; i++)
            {
                if (cell.Outputs[i] is DisplayOutput output)
                {
                    cell.Outputs[i] = output with { Data = Reduce(output.Data) };
                }
            }
            cell.Outputs.RemoveAll(output => output is DisplayOutput { Data.Count: 0 });
        }
        published.Cells.RemoveAll(cell => cell is { Type: CellType.Markdown, Source: "" });
        return published;
    }

    private static JsonObject Reduce(JsonObject data)
    {
        var result = new JsonObject();
        if (
            data.Text(MimeTypes.Svg) is null
            && data.Text(MimeTypes.Html) is { } html
            && OnlyDrawing().Match(html.Trim()) is { Success: true } match
        )
        {
            result[MimeTypes.Svg] = match.Groups["svg"].Value;
        }
        else if (Preference.FirstOrDefault(data.ContainsKey) is { } rich)
        {
            result[rich] = data[rich]?.DeepClone();
        }
        if (result.Text(MimeTypes.Svg) is { Length: <= LargeDrawing } svg)
        {
            result[MimeTypes.Html] =
                $"<img alt=\"{WebUtility.HtmlEncode(OutputHtml.Words(data))}\" src=\"data:{MimeTypes.Svg};base64,{Convert.ToBase64String(Encoding.UTF8.GetBytes(svg))}\">";
        }
        if (data[MimeTypes.PlainText] is { } text)
        {
            result[MimeTypes.PlainText] = text.DeepClone();
        }
        return result;
    }

    /// <summary>HTML that is a single drawing: GitHub removes drawings from HTML but displays SVG outputs.</summary>
    [GeneratedRegex(
        @"^(?:<(?<tag>div|figure|p)\b[^>]*>\s*)?(?<svg><svg\b(?:(?!<svg\b).)*</svg>)\s*(?:</(?:div|figure|p)>)?$",
        RegexOptions.Singleline
    )]
    private static partial Regex OnlyDrawing();
}
