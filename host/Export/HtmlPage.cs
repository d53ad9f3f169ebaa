using System.Net;
using System.Text;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;

namespace DigitLab.Host.Export;

/// <summary>How a page is made.</summary>
internal sealed record PageOptions
{
    /// <summary>Leaves the code out: text and results only.</summary>
    public bool NoCode { get; init; }

    /// <summary>Leaves the table of contents out, which a page with several headings has beside its text.</summary>
    public bool NoContents { get; init; }

    /// <summary>The folder that the page is written to, from which its links lead; null: beside the notebook.</summary>
    public string? Folder { get; init; }

    /// <summary>Markdown files, by their full paths, that have pages of their own in the same folder.</summary>
    public IReadOnlySet<string> Documents { get; init; } = new HashSet<string>();
}

/// <summary>A link to another page.</summary>
internal sealed record PageLink(string Title, string Url);

/// <summary>A notebook with its outputs as one self-contained HTML file.</summary>
internal static class HtmlPage
{
    /// <summary>
    /// What a page may load: nothing from anywhere. Scripts that outputs carry may run; they cannot reach the network.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'";

    /// <param name="notebook">The notebook, run or not.</param>
    /// <param name="path">Its file: links and pictures are relative to it.</param>
    /// <param name="options">What to leave out or add.</param>
    /// <param name="previous">The page before in the course.</param>
    /// <param name="next">The page after.</param>
    /// <param name="index">The page that lists all.</param>
    /// <param name="warnings">What could not be shown as it was meant.</param>
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

    /// <summary>The notebook's title in plain words; the file's name when it has none.</summary>
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
            // Marks within marks, deeper than the parser follows.
            return title;
        }
    }

    /// <summary>A whole HTML file around <paramref name="body"/>, with the styles that every page has.</summary>
    /// <param name="title">The page's title.</param>
    /// <param name="body">What the page shows.</param>
    /// <param name="refresh">Loads the page again after so many seconds; null: never.</param>
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

    /// <summary>A cell's part of the page. What trips over the cell costs its form, not the page.</summary>
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
                $"cell {index + 1} is shown as it is written, since it cannot be shown as meant: {e.Message}"
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
        // A diagram is drawn by a script, which pages do not load: its text is its output, and need not stand there twice.
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
