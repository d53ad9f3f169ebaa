using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;

namespace DigitLab.Host.Export;

/// <summary>
/// A notebook that ran, as it is kept in git and read on GitHub: each output in the one rich format that is shown there and
/// as text. A drawing is there twice, in the format that GitHub shows and as a picture in HTML, which nbconvert prefers: its
/// versions 6.5 to 7.6 take a drawing by itself apart. Figures' JSON would double the file. The marks of the lab's authors
/// are left out.
/// </summary>
internal static partial class PublishedNotebook
{
    /// <summary>Above this GitHub may not show a notebook, and its readers wait.</summary>
    public const int LargeSize = 1_000_000;

    /// <summary>A larger drawing is kept once: nbconvert, which drops SVG, shows its text instead.</summary>
    private const int LargeDrawing = 150_000;

    /// <summary>What GitHub shows, the preferred first.</summary>
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

    /// <summary>HTML that is one drawing in a block: GitHub drops drawings from HTML, but shows them by themselves.</summary>
    [GeneratedRegex(
        @"^(?:<(?<tag>div|figure|p)\b[^>]*>\s*)?(?<svg><svg\b(?:(?!<svg\b).)*</svg>)\s*(?:</(?:div|figure|p)>)?$",
        RegexOptions.Singleline
    )]
    private static partial Regex OnlyDrawing();
}
