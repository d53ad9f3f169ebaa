using System.Net;
using System.Text;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitLab.Host.Export;

/// <summary>Syntax highlighting for pages: C# by its syntax tree; other languages are not coloured.</summary>
internal static class CodeHighlighter
{
    /// <summary>The code as HTML, escaped, with spans of the classes k, s, n, c, t, m, d (see page.css).</summary>
    public static string ToHtml(string code, string kernel) =>
        kernel == NotebookLanguages.CSharp ? CSharpToHtml(code) : WebUtility.HtmlEncode(code);

    /// <summary>Code that takes longer to parse is not coloured.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    private static string CSharpToHtml(string code)
    {
        if (ScriptParser.FindTooDeep(code) is not null)
        {
            return WebUtility.HtmlEncode(code);
        }
        using var limit = new CancellationTokenSource(TimeLimit);
        return AbandonableThread.TryRun(cancel => CSharpToHtml(code, cancel), limit.Token, out var html)
            ? html
            : WebUtility.HtmlEncode(code);
    }

    private static string CSharpToHtml(string code, CancellationToken cancel)
    {
        // Magic commands are not C#; as comments they keep the positions of all tokens.
        var text = string.Join(
            '\n',
            code.Split('\n').Select(line => line.StartsWith("#!", StringComparison.Ordinal) ? "//" + line[2..] : line)
        );
        var root = CSharpSyntaxTree
            .ParseText(text, CSharpSession.ParseOptions, cancellationToken: cancel)
            .GetRoot(cancel);
        var html = new StringBuilder();
        var position = 0;
        foreach (var token in root.DescendantTokens(descendIntoTrivia: false))
        {
            foreach (var trivia in token.LeadingTrivia)
            {
                Add(trivia.FullSpan.Start, trivia.FullSpan.End, ClassOf(trivia));
            }
            Add(token.SpanStart, token.Span.End, ClassOf(token));
            foreach (var trivia in token.TrailingTrivia)
            {
                Add(trivia.FullSpan.Start, trivia.FullSpan.End, ClassOf(trivia));
            }
        }
        Add(position, code.Length, null);
        return html.ToString();

        void Add(int start, int end, string? kind)
        {
            if (end <= position)
            {
                return;
            }
            var part = WebUtility.HtmlEncode(code[Math.Max(start, position)..end]);
            html.Append(kind is null ? part : $"<span class=\"{kind}\">{part}</span>");
            position = end;
        }
    }

    private static string? ClassOf(SyntaxTrivia trivia) =>
        trivia.Kind() switch
        {
            SyntaxKind.SingleLineCommentTrivia
            or SyntaxKind.MultiLineCommentTrivia
            or SyntaxKind.SingleLineDocumentationCommentTrivia
            or SyntaxKind.MultiLineDocumentationCommentTrivia => "c",
            _ when trivia.IsDirective => "d",
            _ => null,
        };

    private static string? ClassOf(SyntaxToken token)
    {
        switch (token.Kind())
        {
            case SyntaxKind.StringLiteralToken:
            case SyntaxKind.CharacterLiteralToken:
            case SyntaxKind.SingleLineRawStringLiteralToken:
            case SyntaxKind.MultiLineRawStringLiteralToken:
            case SyntaxKind.InterpolatedStringStartToken:
            case SyntaxKind.InterpolatedVerbatimStringStartToken:
            case SyntaxKind.InterpolatedStringEndToken:
            case SyntaxKind.InterpolatedStringTextToken:
            case SyntaxKind.InterpolatedSingleLineRawStringStartToken:
            case SyntaxKind.InterpolatedMultiLineRawStringStartToken:
            case SyntaxKind.InterpolatedRawStringEndToken:
                return "s";
            case SyntaxKind.NumericLiteralToken:
                return "n";
            case SyntaxKind.IdentifierToken:
                return ClassOfIdentifier(token);
            default:
                return token.IsKeyword() ? "k" : null;
        }
    }

    private static string? ClassOfIdentifier(SyntaxToken token)
    {
        switch (token.Parent)
        {
            case BaseTypeDeclarationSyntax:
            case TypeParameterSyntax:
                return "t";
            case MethodDeclarationSyntax:
            case LocalFunctionStatementSyntax:
                return "m";
            case SimpleNameSyntax name:
                if (name is IdentifierNameSyntax { IsVar: true } or { Identifier.Text: "await" or "nameof" })
                {
                    return "k";
                }
                if (IsInvoked(name))
                {
                    return "m";
                }
                return IsTypePosition(name) || name is GenericNameSyntax ? "t" : null;
            default:
                return null;
        }
    }

    private static bool IsInvoked(SimpleNameSyntax name) =>
        name.Parent is InvocationExpressionSyntax call && call.Expression == name
        || name.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access
            && access.Name == name
            && outer.Expression == access;

    private static bool IsTypePosition(SimpleNameSyntax name)
    {
        SyntaxNode node = name;
        while (node.Parent is QualifiedNameSyntax or NullableTypeSyntax or ArrayTypeSyntax)
        {
            if (node.Parent is QualifiedNameSyntax qualified && qualified.Left == node)
            {
                return false;
            }
            node = node.Parent;
        }
        return node.Parent switch
        {
            ObjectCreationExpressionSyntax creation => creation.Type == node,
            VariableDeclarationSyntax declaration => declaration.Type == node,
            ParameterSyntax parameter => parameter.Type == node,
            BaseTypeSyntax
            or TypeArgumentListSyntax
            or TypeOfExpressionSyntax
            or CastExpressionSyntax
            or ArrayCreationExpressionSyntax => true,
            MethodDeclarationSyntax method => method.ReturnType == node,
            LocalFunctionStatementSyntax function => function.ReturnType == node,
            PropertyDeclarationSyntax property => property.Type == node,
            ForEachStatementSyntax loop => loop.Type == node,
            AttributeSyntax => true,
            _ => false,
        };
    }
}
