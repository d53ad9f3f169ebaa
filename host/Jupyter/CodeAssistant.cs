using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Recommendations;
using Microsoft.CodeAnalysis.Text;

namespace DigitLab.Host.Jupyter;

/// <summary>What a front end asks while somebody types: how a word may go on, what it is, whether the code is complete.</summary>
internal sealed class CodeAssistant(CSharpSession session)
{
    private static readonly SymbolDisplayFormat SignatureFormat =
        SymbolDisplayFormat.MinimallyQualifiedFormat.WithMemberOptions(
            SymbolDisplayFormat.MinimallyQualifiedFormat.MemberOptions
                & ~SymbolDisplayMemberOptions.IncludeContainingType
        );

    private readonly SubmissionWorkspace workspace = new(session);

    /// <summary>Answers a complete_request; positions count code points.</summary>
    public JsonObject Complete(string code, int cursor)
    {
        var position = ToUtf16(code, cursor);
        var start = position;
        while (start > 0 && (SyntaxFacts.IsIdentifierPartCharacter(code[start - 1]) || code[start - 1] == '@'))
        {
            start--;
        }
        var typed = code[start..position];
        var lineStart = code.LastIndexOf('\n', Math.Max(0, position - 1)) + 1;
        var candidates = code.AsSpan(lineStart, position - lineStart).StartsWith("#!")
            ? MagicCommands.Names.Select(name => (Text: name, Kind: "keyword", Signature: "")).ToArray()
            : Candidates(code, start).ToArray();
        var matches = candidates
            .Where(candidate => candidate.Text.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .DistinctBy(candidate => candidate.Text)
            .OrderBy(candidate => candidate.Text.StartsWith(typed, StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(candidate => candidate.Text, StringComparer.OrdinalIgnoreCase)
            .Take(1000)
            .ToArray();
        var (startPoint, endPoint) = (ToCodePoints(code, start), ToCodePoints(code, position));
        return new JsonObject
        {
            ["matches"] = new JsonArray([.. matches.Select(match => (JsonNode)match.Text)]),
            ["cursor_start"] = startPoint,
            ["cursor_end"] = endPoint,
            ["metadata"] = new JsonObject
            {
                ["_jupyter_types_experimental"] = new JsonArray([
                    .. matches.Select(match =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["text"] = match.Text,
                                ["type"] = match.Kind,
                                ["signature"] = match.Signature,
                                ["start"] = startPoint,
                                ["end"] = endPoint,
                            }
                    ),
                ]),
            },
        };
    }

    /// <summary>Answers an inspect_request: the signature of what is at the cursor and its documentation.</summary>
    public JsonObject Inspect(string code, int cursor)
    {
        var data = new JsonObject();
        if (FindSymbol(code, ToUtf16(code, cursor)) is { } symbol)
        {
            var text = new StringBuilder(Describe(symbol));
            var documentation = Documentation.ToText(symbol);
            if (documentation.Length > 0)
            {
                text.Append("\n\n").Append(documentation);
            }
            data["text/plain"] = text.ToString();
            data["text/markdown"] = $"```csharp\n{Describe(symbol)}\n```\n\n{documentation}".TrimEnd();
        }
        return new JsonObject
        {
            ["found"] = data.Count > 0,
            ["data"] = data,
            ["metadata"] = new JsonObject(),
        };
    }

    /// <summary>Answers an is_complete_request.</summary>
    public static JsonObject IsComplete(string code)
    {
        var tree = ScriptParser.Parse(code);
        if (!SyntaxFactory.IsCompleteSubmission(tree) || IsInOpenString(tree))
        {
            var depth = tree.GetRoot()
                .DescendantTokens()
                .Sum(token =>
                    token.IsMissing
                        ? 0
                        : token.Kind() switch
                        {
                            SyntaxKind.OpenBraceToken => 1,
                            SyntaxKind.CloseBraceToken => -1,
                            _ => 0,
                        }
                );
            return new JsonObject { ["status"] = "incomplete", ["indent"] = new string(' ', 4 * Math.Max(0, depth)) };
        }
        var broken = tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return new JsonObject { ["status"] = broken ? "invalid" : "complete" };
    }

    /// <summary>A raw or verbatim string without its end, which Roslyn counts as complete.</summary>
    private static bool IsInOpenString(SyntaxTree tree) =>
        tree.GetDiagnostics().Any(diagnostic => diagnostic.Id is "CS8997" or "CS1039" or "CS8967");

    private IEnumerable<(string Text, string Kind, string Signature)> Candidates(string code, int position)
    {
        var (symbols, afterDot) = workspace.Recommend(code, position);
        foreach (var symbol in symbols.Where(symbol => symbol.CanBeReferencedByName && IsVisible(symbol)))
        {
            yield return (
                symbol.Name,
                KindOf(symbol),
                symbol is IMethodSymbol method ? method.ToDisplayString(SignatureFormat) : ""
            );
        }
        if (!afterDot)
        {
            foreach (
                var keyword in SyntaxFacts
                    .GetKeywordKinds()
                    .Select(SyntaxFacts.GetText)
                    .Where(text => text.Length > 0 && !text.StartsWith('_'))
            )
            {
                yield return (keyword, "keyword", "");
            }
        }
    }

    private ISymbol? FindSymbol(string code, int position)
    {
        var compilation = session.Compile(code, "inspection", out var tree);
        var model = compilation.GetSemanticModel(tree);
        var root = tree.GetRoot();
        var token = root.FindToken(Math.Min(position, Math.Max(0, root.FullSpan.End - 1)));
        if (!token.IsKind(SyntaxKind.IdentifierToken) || token.SpanStart > position)
        {
            token = root.FindToken(Math.Max(0, position - 1));
        }
        // Behind or in the arguments of a call, the call is meant.
        if (
            !token.IsKind(SyntaxKind.IdentifierToken)
            && token.Parent is ArgumentListSyntax { Parent: InvocationExpressionSyntax call }
        )
        {
            token = call.Expression.GetLastToken();
        }
        var node = token.Parent;
        if (node is null)
        {
            return null;
        }
        var info = model.GetSymbolInfo(node);
        return info.Symbol
            ?? info.CandidateSymbols.FirstOrDefault()
            ?? model.GetDeclaredSymbol(node)
            ?? (node is ExpressionSyntax expression ? model.GetTypeInfo(expression).Type : null);
    }

    private static string Describe(ISymbol symbol) =>
        symbol switch
        {
            ILocalSymbol local =>
                $"{local.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} {local.Name}",
            IFieldSymbol { ContainingType.IsScriptClass: true } variable =>
                $"{variable.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)} {variable.Name}",
            IMethodSymbol { ContainingType.IsScriptClass: true } method => method.ToDisplayString(SignatureFormat),
            INamedTypeSymbol type => $"{type.TypeKind.ToString().ToLowerInvariant()} {type.ToDisplayString()}",
            _ => symbol.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat),
        };

    private static bool IsVisible(ISymbol symbol) =>
        !symbol
            .GetAttributes()
            .Any(attribute =>
                attribute.AttributeClass?.Name == "EditorBrowsableAttribute"
                && attribute.ConstructorArguments is [{ Value: 1 }]
            );

    private static string KindOf(ISymbol symbol) =>
        symbol switch
        {
            INamespaceSymbol => "module",
            INamedTypeSymbol { TypeKind: TypeKind.Interface } => "interface",
            INamedTypeSymbol { TypeKind: TypeKind.Enum } => "enum",
            INamedTypeSymbol { TypeKind: TypeKind.Struct } => "struct",
            ITypeSymbol => "class",
            IMethodSymbol => "function",
            IPropertySymbol => "property",
            IEventSymbol => "event",
            IFieldSymbol { ContainingType.IsScriptClass: true } or ILocalSymbol or IParameterSymbol => "variable",
            IFieldSymbol { IsConst: true } => "constant",
            IFieldSymbol => "field",
            _ => "text",
        };

    private static int ToUtf16(string code, int codePoints)
    {
        var index = 0;
        for (var count = 0; count < codePoints && index < code.Length; count++)
        {
            index += char.IsSurrogatePair(code, index) ? 2 : 1;
        }
        return index;
    }

    private static int ToCodePoints(string code, int index) =>
        code.AsSpan(0, index).ToString().EnumerateRunes().Count();
}
