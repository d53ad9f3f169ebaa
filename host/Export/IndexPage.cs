using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Export;

/// <summary>The state of a notebook in the index.</summary>
internal enum IndexState
{
    /// <summary>Waiting.</summary>
    Waiting,

    /// <summary>Running.</summary>
    Running,

    /// <summary>Finished; its page exists.</summary>
    Done,

    /// <summary>Its page exists, and a cell failed.</summary>
    Failed,

    /// <summary>It could not be run.</summary>
    NotRun,
}

/// <summary>A notebook in the index.</summary>
internal sealed record IndexEntry(Notebook Notebook, string Path, string Url, IndexState State);

/// <summary>
/// The page that lists the notebooks of a folder: a card each, with title, introduction and first picture.
/// </summary>
internal static partial class IndexPage
{
    /// <summary>How often the page reloads while notebooks run, in seconds.</summary>
    private const int Refresh = 3;

    public static string Render(string title, IReadOnlyList<IndexEntry> entries)
    {
        var html = new StringBuilder($"<main class=\"index\">\n<h1>{Encode(title)}</h1>\n");
        var open = entries.Count(entry => entry.State is IndexState.Waiting or IndexState.Running);
        if (open > 0)
        {
            html.Append(
                $"<p role=\"status\">{entries.Count - open} of {entries.Count} done; this page keeps itself up to date.</p>\n"
            );
        }
        html.Append("<ol class=\"cards\">\n");
        foreach (var entry in entries)
        {
            AppendCard(html, entry);
        }
        return HtmlPage.Document(title, html.Append("</ol>\n</main>\n").ToString(), open > 0 ? Refresh : null);
    }

    private static void AppendCard(StringBuilder html, IndexEntry entry)
    {
        var introduction = string.Join(
            "\n\n",
            entry.Notebook.Cells.TakeWhile(cell => cell.Type != CellType.Code).Select(cell => cell.Source)
        );
        var folder = Path.GetDirectoryName(Path.GetFullPath(entry.Path))!;
        var words = Words(introduction, folder);
        var title = Encode(HtmlPage.Title(entry.Notebook, entry.Path));
        var hasPage = entry.State is IndexState.Done or IndexState.Failed;
        html.Append(
            hasPage
                ? $"<li class=\"card\"><a class=\"cover\" href=\"{Encode(entry.Url)}\" aria-hidden=\"true\" tabindex=\"-1\">{Picture(entry.Notebook)}</a>\n"
                : $"<li class=\"card open\"><span class=\"cover\"><span class=\"no-picture\"></span></span>\n"
        );
        html.Append(
            $"<div class=\"words\"><h2>{(hasPage ? $"<a href=\"{Encode(entry.Url)}\">{title}</a>" : title)}</h2>\n"
        );
        if (words is not null)
        {
            html.Append($"<p>{Anchor().Replace(words, "")}</p>\n");
        }
        if (Duration().Match(introduction) is { Success: true } duration)
        {
            html.Append($"<p class=\"duration\">{duration.Groups["minutes"].Value} minutes</p>\n");
        }
        html.Append(
            entry.State switch
            {
                IndexState.Waiting => "<p class=\"state\">waiting</p>\n",
                IndexState.Running => "<p class=\"state\">running</p>\n",
                IndexState.Failed => "<p class=\"failure\">A cell of this notebook failed.</p>\n",
                IndexState.NotRun => "<p class=\"failure\">This notebook could not be run.</p>\n",
                _ => "",
            }
        );
        html.Append("</div></li>\n");
    }

    /// <summary>The first words of the introduction; empty if it cannot be parsed.</summary>
    private static string? Words(string introduction, string folder)
    {
        try
        {
            return new MarkdownRenderer(folder).FirstParagraph(introduction);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>The first chart or image among the outputs.</summary>
    private static string Picture(Notebook notebook)
    {
        foreach (var output in notebook.Cells.SelectMany(cell => cell.Outputs).OfType<DisplayOutput>())
        {
            if (output.Data.Text(MimeTypes.Svg) is { } svg)
            {
                return svg;
            }
            if (output.Data.Text("image/png") is { } png)
            {
                return $"<img alt=\"\" src=\"data:image/png;base64,{png.ReplaceLineEndings("")}\">";
            }
        }
        return "<span class=\"no-picture\"></span>";
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);

    /// <summary>A lab's stated duration: "Time: about 25 minutes", "Time: 20-30 min".</summary>
    [GeneratedRegex(
        @"^[^\w\n]*Time\W.*?\b(?<minutes>\d+(?:(?:[–-]| to )\d+)?)[ \u00A0]?min(?:utes)?\b",
        RegexOptions.IgnoreCase | RegexOptions.Multiline
    )]
    private static partial Regex Duration();

    [GeneratedRegex("</?a[^>]*>")]
    private static partial Regex Anchor();
}
