using Markdig;
using Markdig.Syntax;

namespace DigitLab.Host.Documents;

/// <summary>Parses markdown that anybody may have written.</summary>
internal static class MarkdownParsing
{
    /// <summary>Of what is longer some texts, thousands of brackets for instance, take the parser minutes or more.</summary>
    private const int Short = 500;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <exception cref="DocumentException">The text is nested too deep, or takes too long.</exception>
    public static MarkdownDocument Parse(string markdown, MarkdownPipeline pipeline)
    {
        try
        {
            if (markdown.Length <= Short)
            {
                return Markdown.Parse(markdown, pipeline);
            }
            using var limit = new CancellationTokenSource(Patience);
            return AbandonableThread.TryRun(_ => Markdown.Parse(markdown, pipeline), limit.Token, out var document)
                ? document
                : throw new DocumentException("this markdown takes too long to read.");
        }
        catch (Exception e) when (e is not DocumentException)
        {
            throw new DocumentException($"this markdown cannot be read: {e.Message}", e);
        }
    }
}
