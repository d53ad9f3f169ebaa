using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace DigitLab.Host.Session;

/// <summary>Parses a cell's code.</summary>
/// <remarks>
/// For most opening brackets the compiler's parser tries several interpretations, each up to the end of the code: time
/// and memory grow at least with the square of the nesting depth, and it does not check for cancellation. Code that is
/// nested too deeply is therefore not parsed.
/// </remarks>
internal static class ScriptParser
{
    /// <summary>The maximum nesting of brackets.</summary>
    public const int DeepestNesting = 200;

    /// <param name="code">A script.</param>
    /// <param name="source">The code's name in error messages.</param>
    /// <param name="cancel">Cancels the parser, with a delay.</param>
    /// <returns>
    /// The syntax tree; for code that is nested too deeply, that of an <c>#error</c> at its position.
    /// </returns>
    public static SyntaxTree Parse(string code, string source = "", CancellationToken cancel = default)
    {
        if (FindTooDeep(code) is { } position)
        {
            var line = code.AsSpan(0, position).Count('\n');
            code = $"{new string('\n', line)}#error Brackets are nested more than {DeepestNesting} deep.";
        }
        return CSharpSyntaxTree.ParseText(
            SourceText.From(code, Encoding.UTF8),
            CSharpSession.ParseOptions,
            source,
            cancel
        );
    }

    /// <summary>The position of the first bracket that is nested too deeply; null if there is none.</summary>
    public static int? FindTooDeep(string code)
    {
        // Brackets in strings and comments do not count, which takes a lexer to tell.
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
