using System.Text;
using DigitLab.Host.Documents;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Extensions.Mathematics;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigitLab.Host.Export;

/// <summary>A heading, for the table of contents.</summary>
internal sealed record Heading(int Level, string Id, string Text);

/// <summary>
/// Converts the markdown of a notebook's cells to HTML: formulas become MathML, links to notebooks become links to
/// their pages, and local images are embedded.
/// </summary>
/// <param name="folder">The base of relative paths.</param>
/// <param name="pageFolder">The folder of the page, for its links; null: <paramref name="folder"/>.</param>
/// <param name="documents">Full paths of markdown files that have pages in that folder too.</param>
internal sealed class MarkdownRenderer(string folder, string? pageFolder = null, IReadOnlySet<string>? documents = null)
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseGridTables()
        .UseTaskLists()
        .UseFootnotes()
        .UseAutoLinks()
        .UseEmphasisExtras()
        .UseDefinitionLists()
        .UseMathematics()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    private readonly HashSet<string> ids = new(StringComparer.Ordinal);

    public List<Heading> Headings { get; } = [];

    /// <summary>What could not be displayed as intended.</summary>
    public List<string> Warnings { get; } = [];

    public string ToHtml(string markdown, System.Text.Json.Nodes.JsonObject? attachments = null)
    {
        var document = MarkdownParsing.Parse(markdown, Pipeline);
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            AddHeading(heading);
        }
        foreach (var link in document.Descendants<LinkInline>())
        {
            if (link.IsImage && link.FirstChild is null)
            {
                link.AppendChild(new LiteralInline(Path.GetFileNameWithoutExtension(link.Url) ?? ""));
            }
            link.Url = link.IsImage ? ImageUrl(link.Url, attachments) : PageUrl(link.Url);
        }
        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.ObjectRenderers.Replace<HtmlMathInlineRenderer>(new MathInlineRenderer(this));
        renderer.ObjectRenderers.Replace<HtmlMathBlockRenderer>(new MathBlockRenderer(this));
        renderer.ObjectRenderers.Replace<CodeBlockRenderer>(new HighlightedCodeRenderer());
        renderer.Render(document);
        return writer.ToString();
    }

    /// <summary>The plain text of markdown.</summary>
    public static string ToPlainText(string markdown) => Markdown.ToPlainText(markdown, Pipeline).Trim();

    /// <summary>The first paragraph of text as HTML, without the enclosing element; null if there is none.</summary>
    public string? FirstParagraph(string markdown)
    {
        var paragraph = MarkdownParsing
            .Parse(markdown, Pipeline)
            .OfType<ParagraphBlock>()
            .FirstOrDefault(block => block.Inline?.FirstChild is not LinkInline { IsImage: true });
        if (paragraph is null)
        {
            return null;
        }
        // For some texts the parser reports wrong positions.
        var start = Math.Clamp(paragraph.Span.Start, 0, markdown.Length);
        var end = Math.Clamp(paragraph.Span.End + 1, start, markdown.Length);
        var html = ToHtml(markdown[start..end]).Trim();
        return html.StartsWith("<p>", StringComparison.Ordinal) && html.EndsWith("</p>", StringComparison.Ordinal)
            ? html["<p>".Length..^"</p>".Length]
            : html;
    }

    private void AddHeading(HeadingBlock heading)
    {
        var attributes = heading.GetAttributes();
        var id = attributes.Id is { Length: > 0 } own ? own : "section";
        var unique = id;
        for (var i = 1; !ids.Add(unique); i++)
        {
            unique = $"{id}-{i}";
        }
        attributes.Id = unique;
        Headings.Add(new Heading(heading.Level, unique, PlainText(heading.Inline)));
    }

    private static string PlainText(ContainerInline? inline)
    {
        var text = new StringBuilder();
        foreach (var part in inline?.Descendants() ?? [])
        {
            text.Append(
                part switch
                {
                    LiteralInline literal => literal.Content.ToString(),
                    CodeInline code => code.Content,
                    MathInline math => math.Content.ToString(),
                    _ => "",
                }
            );
        }
        return text.ToString();
    }

    /// <summary>The address in the page: of a notebook's page, or relative to the page for other files.</summary>
    private string? PageUrl(string? url)
    {
        if (url is null || RelativeLink.Parse(url) is not { } link)
        {
            return url;
        }
        if (NotebookFile.IsNotebook(link.Path))
        {
            return (link with { Path = Path.ChangeExtension(link.Path, ".html") }).ToString();
        }
        var full = Path.GetFullPath(link.Path, folder);
        if (documents?.Contains(full) == true)
        {
            return (link with { Path = Path.GetFileNameWithoutExtension(full) + ".html" }).ToString();
        }
        if (pageFolder is null)
        {
            return url;
        }
        var path = Path.GetRelativePath(pageFolder, full);
        return (link with { Path = path.Replace('\\', '/') }).ToString();
    }

    private string? ImageUrl(string? url, System.Text.Json.Nodes.JsonObject? attachments)
    {
        const string attachment = "attachment:";
        if (url is null || url.StartsWith("data:", StringComparison.Ordinal))
        {
            return url;
        }
        if (url.StartsWith(attachment, StringComparison.Ordinal))
        {
            var bundle =
                attachments?[Uri.UnescapeDataString(url[attachment.Length..])] as System.Text.Json.Nodes.JsonObject;
            var image = bundle?.FirstOrDefault(entry => entry.Key.StartsWith("image/", StringComparison.Ordinal));
            if (image is { Value: { } data } && Text(data) is { } text)
            {
                return $"data:{image.Value.Key};base64,{text}";
            }
        }
        else if (!url.Contains("://", StringComparison.Ordinal))
        {
            if (ReadImage(Uri.UnescapeDataString(url)) is { } picture)
            {
                return picture;
            }
        }
        Warnings.Add($"the picture {url} is not shown: pages embed their pictures, and this file was not found");
        return url;
    }

    /// <summary>A local image as a data URL; null if it cannot be read.</summary>
    private string? ReadImage(string address)
    {
        try
        {
            var path = Path.GetFullPath(address, folder);
            return ImageType(path) is { } type && File.Exists(path)
                ? $"data:{type};base64,{Convert.ToBase64String(File.ReadAllBytes(path))}"
                : null;
        }
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>An attachment's text, a string or an array of lines; null if it is not text.</summary>
    private static string? Text(System.Text.Json.Nodes.JsonNode data) =>
        data switch
        {
            System.Text.Json.Nodes.JsonArray lines when lines.All(line => IsText(line)) => string.Concat(
                lines.Select(line => line!.GetValue<string>())
            ),
            _ when IsText(data) => data.GetValue<string>(),
            _ => null,
        };

    private static bool IsText(System.Text.Json.Nodes.JsonNode? node) =>
        node?.GetValueKind() == System.Text.Json.JsonValueKind.String;

    private static string? ImageType(string path) =>
        Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".png" => "image/png",
            ".jpg" or ".jpeg" => "image/jpeg",
            ".gif" => "image/gif",
            ".svg" => "image/svg+xml",
            ".webp" => "image/webp",
            _ => null,
        };

    private string Formula(string latex, bool display)
    {
        var html = MathMl.Convert(latex, display, out var unknown);
        Warnings.AddRange(
            unknown.Distinct().Select(command => $"the formula command {command} is unknown and shown as code")
        );
        return html;
    }

    private sealed class MathInlineRenderer(MarkdownRenderer owner) : HtmlObjectRenderer<MathInline>
    {
        protected override void Write(HtmlRenderer renderer, MathInline obj)
        {
            var display = obj.DelimiterCount > 1;
            var formula = owner.Formula(obj.Content.ToString(), display);
            renderer.Write(display ? $"<span class=\"formula\">{formula}</span>" : formula);
        }
    }

    private sealed class MathBlockRenderer(MarkdownRenderer owner) : HtmlObjectRenderer<MathBlock>
    {
        protected override void Write(HtmlRenderer renderer, MathBlock obj) =>
            renderer
                .Write("<div class=\"formula\">")
                .Write(owner.Formula(obj.Lines.ToString(), display: true))
                .Write("</div>\n");
    }

    /// <summary>Code in markdown is highlighted like code in cells.</summary>
    private sealed class HighlightedCodeRenderer : HtmlObjectRenderer<CodeBlock>
    {
        protected override void Write(HtmlRenderer renderer, CodeBlock obj)
        {
            var language = (obj as FencedCodeBlock)?.Info;
            var kernel = language is "csharp" or "cs" or "c#" ? NotebookLanguages.CSharp : language ?? "";
            renderer.Write("<pre class=\"code\"><code>");
            renderer.Write(CodeHighlighter.ToHtml(obj.Lines.ToString(), kernel));
            renderer.Write("</code></pre>\n");
        }
    }
}
