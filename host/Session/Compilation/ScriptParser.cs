using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace DigitLab.Host.Session;

/// <summary>Parses a cell's code.</summary>
/// <remarks>
/// The compiler's parser tries most opening brackets as several things, each of which reads on to the end: its time and
/// memory grow with the square of the depth and more, and it does not look whether it should end. So code that no person
/// writes is not given to it.
/// </remarks>
internal static class ScriptParser
{
    /// <summary>How many brackets may stand within each other.</summary>
    public const int DeepestNesting = 200;

    /// <param name="code">A script.</param>
    /// <param name="source">What the code is called in errors.</param>
    /// <param name="cancel">Ends it, sooner or later.</param>
    /// <returns>The tree; of code that is nested too deeply, that of an <c>#error</c> at the place.</returns>
    public static SyntaxTree Parse(string code, string source = "", CancellationToken cancel = default)
    {
        if (FindTooDeep(code) is { } position)
        {
            var line = code.AsSpan(0, position).Count('\n');
            code = $"{new string('\n', line)}#error Brackets stand within each other more than {DeepestNesting} deep.";
        }
        return CSharpSyntaxTree.ParseText(
            SourceText.From(code, Encoding.UTF8),
            CSharpSession.ParseOptions,
            source,
            cancel
        );
    }

    /// <summary>The place of the first bracket that is nested too deeply; null if there is none.</summary>
    public static int? FindTooDeep(string code)
    {
        // Those in strings and comments count for nothing, but to know which these are takes a lexer.
        if (code.AsSpan().CountAny('(', '[', '{') <= DeepestNesting)
        {
            return null;
        }
        var depth = 0;
        foreach (var token in SyntaxFactory.ParseTokens(code, options: CSharpSession.ParseOptions))
        {
            depth += token.Kind() switch
            {
                SyntaxKind.OpenParenToken or SyntaxKind.OpenBracketToken or SyntaxKind.OpenBraceToken => 1,
                SyntaxKind.CloseParenToken or SyntaxKind.CloseBracketToken or SyntaxKind.CloseBraceToken => -1,
                _ => 0,
            };
            if (depth > DeepestNesting)
            {
                return token.SpanStart;
            }
        }
        return null;
    }
}
