using System.Text.RegularExpressions;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace DigitLab.Host.Documents;

/// <summary>Finds and replaces the addresses of links and images in markdown; code is not touched.</summary>
internal static partial class MarkdownLinks
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePreciseSourceLocation()
        .UsePipeTables()
        .UseGridTables()
        .UseFootnotes()
        .UseMathematics()
        .Build();

    /// <summary>The addresses of all links and images, as written.</summary>
    public static IReadOnlyList<string> Find(string markdown) =>
        [.. Spans(markdown).Select(span => markdown[span.Start..span.End])];

    /// <summary>The text with each address replaced by the result of <paramref name="change"/>.</summary>
    public static string Replace(string markdown, Func<string, string> change)
    {
        foreach (var (start, end) in Spans(markdown).Reverse())
        {
            markdown = markdown[..start] + change(markdown[start..end]) + markdown[end..];
        }
        return markdown;
    }

    private static IEnumerable<(int Start, int End)> Spans(string markdown)
    {
        MarkdownDocument document;
        try
        {
            document = MarkdownParsing.Parse(markdown, Pipeline);
        }
        catch (DocumentException)
        {
            // Markdown that cannot be parsed has no links.
            return [];
        }
        var links = document
            .Descendants<LinkInline>()
            .Where(link => link.Reference is null && !link.IsAutoLink)
            .Select(link => link.UrlSpan)
            .Concat(document.Descendants<LinkReferenceDefinition>().Select(definition => definition.UrlSpan))
            // For some texts the parser reports wrong positions.
            .Where(span => !span.IsEmpty && span.Start >= 0 && span.End < markdown.Length)
            .Select(span => WithoutBrackets(markdown, span.Start, span.End + 1));
        var html = document
            .Descendants<HtmlBlock>()
            .Select(block => block.Span)
            .Concat(document.Descendants<HtmlInline>().Select(inline => inline.Span))
            .Where(span => !span.IsEmpty && span.Start >= 0 && span.End < markdown.Length)
            .SelectMany(span => Attribute().Matches(markdown.Substring(span.Start, span.Length)), Place);
        return links.Concat(html).Distinct().Order();

        static (int, int) Place(SourceSpan span, Match match)
        {
            var address = match.Groups["address"];
            return (span.Start + address.Index, span.Start + address.Index + address.Length);
        }
    }

    private static (int Start, int End) WithoutBrackets(string markdown, int start, int end) =>
        markdown[start] == '<' && markdown[end - 1] == '>' ? (start + 1, end - 1) : (start, end);

    [GeneratedRegex("""\b(?:href|src)\s*=\s*(["'])(?<address>.*?)\1""", RegexOptions.IgnoreCase)]
    private static partial Regex Attribute();
}
