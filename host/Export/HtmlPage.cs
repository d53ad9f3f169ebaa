using System.Net;
using System.Text;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;

namespace DigitLab.Host.Export;

/// <summary>Options of a page.</summary>
internal sealed record PageOptions
{
    /// <summary>Omits code: text and results only.</summary>
    public bool NoCode { get; init; }

    /// <summary>Omits the table of contents.</summary>
    public bool NoContents { get; init; }

    /// <summary>The folder that the page is written to, for its links; null: next to the notebook.</summary>
    public string? Folder { get; init; }

    /// <summary>Full paths of markdown files that have pages in the same folder.</summary>
    public IReadOnlySet<string> Documents { get; init; } = new HashSet<string>();
}

/// <summary>A link to another page.</summary>
internal sealed record PageLink(string Title, string Url);

/// <summary>A notebook with its outputs as one self-contained HTML file.</summary>
internal static class HtmlPage
{
    /// <summary>
    /// A page loads nothing from elsewhere. Scripts in outputs may run but cannot reach the network.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    /// <param name="notebook">The notebook, with or without outputs.</param>
    /// <param name="path">Its file, the base of relative links and images.</param>
    /// <param name="options">What to omit or add.</param>
    /// <param name="previous">The previous page of the course.</param>
    /// <param name="next">The next page.</param>
    /// <param name="index">The index page.</param>
    /// <param name="warnings">What could not be displayed as intended.</param>
    public static string Render(
        Notebook notebook,
        string path,
        PageOptions options,
        out IReadOnlyList<string> warnings,
        PageLink? previous = null,
        PageLink? next = null,
        PageLink? index = null
    )
    {
        var markdown = new MarkdownRenderer(
            Path.GetDirectoryName(Path.GetFullPath(path))!,
            options.Folder,
            options.Documents
        );
        var outputs = new OutputHtml(markdown);
        var cells = new StringBuilder();
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            cells.Append(Cell(notebook, i, markdown, outputs, options));
        }
        warnings = [.. markdown.Warnings.Distinct()];
        var title = Title(notebook, path);
        var contents = options.NoContents ? "" : Contents(markdown.Headings);
        return Document(
            title,
            $"""
            {Navigation(previous, next, index, "top")}
            <div class="layout{(contents.Length > 0 ? " with-contents" : "")}">
            {contents}<main>
            {cells}</main>
            </div>
            {Navigation(previous, next, index, "bottom")}
            """
        );
    }

    /// <summary>The notebook's title as plain text; the file name if it has none.</summary>
    public static string Title(Notebook notebook, string path)
    {
        if (notebook.Title is not { } title)
        {
            return Path.GetFileNameWithoutExtension(path);
        }
        try
        {
            return MarkdownRenderer.ToPlainText($"# {title}");
        }
        catch (Exception)
        {
            // Markup nested too deeply for the parser.
            return title;
        }
    }

    /// <summary>A complete HTML file around <paramref name="body"/>, with the common style sheet.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="body">What the page shows.</param>
    /// <param name="refresh">Reloads the page after this many seconds; null: never.</param>
    public static string Document(string title, string body, int? refresh = null) =>
        $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="{ContentSecurityPolicy}">
            {(
                refresh is null ? "" : $"<meta http-equiv=\"refresh\" content=\"{refresh}\">\n"
            )}<title>{Encode(title)}</title>
            <link rel="icon" href="data:,">
            <style>
            {Style}</style>
            </head>
            <body>
            {body}</body>
            </html>

            """;

    /// <summary>A page with fewer headings has no table of contents.</summary>
    private const int EnoughForContents = 3;

    private static string Style { get; } = ReadResource("page.css");

    /// <summary>A cell's part of the page. If formatting fails, the cell is shown as plain text.</summary>
    private static string Cell(
        Notebook notebook,
        int index,
        MarkdownRenderer markdown,
        OutputHtml outputs,
        PageOptions options
    )
    {
        var html = new StringBuilder();
        try
        {
            AppendCell(html, notebook, index, markdown, outputs, options);
        }
        catch (Exception e)
        {
            markdown.Warnings.Add(
                $"cell {index + 1} is shown as plain text, because it could not be formatted: {e.Message}"
            );
            html.Clear()
                .Append($"<section class=\"cell\" id=\"cell-{index + 1}\">\n<pre class=\"code\"><code>")
                .Append(Encode(notebook.Cells[index].Source))
                .Append("</code></pre>\n</section>\n");
        }
        return html.ToString();
    }

    private static void AppendCell(
        StringBuilder html,
        Notebook notebook,
        int index,
        MarkdownRenderer markdown,
        OutputHtml outputs,
        PageOptions options
    )
    {
        var cell = notebook.Cells[index];
        var source = LabMarks.Remove(cell.Source);
        switch (cell.Type)
        {
            case CellType.Markdown:
                if (source.Length > 0)
                {
                    html.Append("<section class=\"markdown\">\n")
                        .Append(markdown.ToHtml(source, cell.Attachments))
                        .Append("</section>\n");
                }
                return;
            case CellType.Raw:
                return;
        }
        var failed = cell.Outputs.Any(output => output is ErrorOutput);
        var shown = outputs.ToHtml(cell.Outputs);
        if (options.NoCode && shown.Length == 0)
        {
            return;
        }
        html.Append($"<section class=\"cell{(failed ? " failed" : "")}\" id=\"cell-{index + 1}\">\n");
        var kernel = notebook.KernelOf(cell);
        // Pages load no script that draws diagrams: the cell shows its text, so the equal output is omitted.
        if (!options.NoCode && !(kernel == "mermaid" && shown.Length > 0))
        {
            var language = kernel == NotebookLanguages.CSharp ? "" : $"{Encode(kernel)} ";
            var label = $"<a class=\"label\" href=\"#cell-{index + 1}\">{language}{index + 1}</a>";
            html.Append(
                $"<div class=\"input\">{label}<pre class=\"code\"><code>{CodeHighlighter.ToHtml(source, kernel)}</code></pre></div>\n"
            );
        }
        if (shown.Length > 0)
        {
            html.Append("<div class=\"output\">\n").Append(shown).Append("</div>\n");
        }
        html.Append("</section>\n");
    }

    private static string Contents(IReadOnlyList<Heading> headings)
    {
        var entries = headings.Where(heading => heading.Level is 2 or 3).ToArray();
        if (headings.Count < EnoughForContents || entries.Length < 2)
        {
            return "";
        }
        var html = new StringBuilder("<nav class=\"contents\" aria-label=\"Contents\"><ol>\n");
        foreach (var heading in entries)
        {
            html.Append(
                $"<li class=\"level-{heading.Level}\"><a href=\"#{Encode(heading.Id)}\">{Encode(heading.Text)}</a></li>\n"
            );
        }
        return html.Append("</ol></nav>\n").ToString();
    }

    private static string Navigation(PageLink? previous, PageLink? next, PageLink? index, string place)
    {
        if (previous is null && next is null && index is null)
        {
            return "";
        }
        return $"""<nav class="pages {place}" aria-label="Labs">{Link(previous, "prev", "← ")}{Link(index, "index", "")}{Link(next, "next", "", " →")}</nav>""";

        static string Link(PageLink? link, string relation, string before, string after = "") =>
            link is null
                ? "<span></span>"
                : $"<a rel=\"{relation}\" href=\"{Encode(link.Url)}\">{before}{Encode(link.Title)}{after}</a>";
    }

    private static string ReadResource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream($"DigitLab.Host.Export.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string Encode(string text) => WebUtility.HtmlEncode(text);
}
