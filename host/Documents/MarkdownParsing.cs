using Markdig;
using Markdig.Syntax;

namespace DigitLab.Host.Documents;

/// <summary>Parses untrusted markdown.</summary>
internal static class MarkdownParsing
{
    /// <summary>Longer texts can take the parser minutes, for instance those with thousands of brackets.</summary>
    private const int Short = 500;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    /// <exception cref="DocumentException">The text is nested too deeply or takes too long to parse.</exception>
    public static MarkdownDocument Parse(string markdown, MarkdownPipeline pipeline)
    {
        try
        {
            if (markdown.Length <= Short)
            {
                return Markdown.Parse(markdown, pipeline);
            }
            using var limit = new CancellationTokenSource(TimeLimit);
            return AbandonableThread.TryRun(_ => Markdown.Parse(markdown, pipeline), limit.Token, out var document)
                ? document
                : throw new DocumentException("this markdown takes too long to parse.");
        }
        catch (Exception e) when (e is not DocumentException)
        {
            throw new DocumentException($"this markdown cannot be read: {e.Message}", e);
        }
    }
}
