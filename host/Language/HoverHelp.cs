using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.QuickInfo;

namespace DigitLab.Host.Language;

/// <summary>Roslyn's quick info for a position.</summary>
internal static class HoverHelp
{
    public static QuickInfoItem? Find(OpenCell cell, int offset, CancellationToken cancel) =>
        QuickInfoService
            .GetService(cell.Document)!
            .GetQuickInfoAsync(cell.Document, offset, cancel)
            .GetAwaiter()
            .GetResult();

    /// <summary>The same for a text cursor: after a name it means the name, inside arguments the call.</summary>
    public static QuickInfoItem? FindAtCursor(OpenCell cell, int offset, CancellationToken cancel)
    {
        var root = cell.Document.GetSyntaxRootAsync(cancel).GetAwaiter().GetResult()!;
        var token = root.FindToken(Math.Min(offset, Math.Max(0, root.FullSpan.End - 1)));
        if (!token.IsKind(SyntaxKind.IdentifierToken) || token.SpanStart > offset)
        {
            token = root.FindToken(Math.Max(0, offset - 1));
        }
        if (
            !token.IsKind(SyntaxKind.IdentifierToken)
            && token.Parent is ArgumentListSyntax { Parent: InvocationExpressionSyntax call }
        )
        {
            token = call.Expression.GetLastToken();
        }
        return Find(cell, token.SpanStart, cancel);
    }
}
