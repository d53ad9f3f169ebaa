using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitLab.Host.Language;

/// <summary>The signatures of the call around the cursor.</summary>
/// <param name="Signatures">One for each overload.</param>
/// <param name="Active">The best match for the arguments.</param>
/// <param name="ActiveParameter">The parameter of the argument at the cursor.</param>
internal sealed record SignatureAnswer(IReadOnlyList<Signature> Signatures, int Active, int ActiveParameter);

/// <param name="Label">The declaration.</param>
/// <param name="Documentation">What it does, as markdown.</param>
/// <param name="Parameters">Their ranges in the label, and their documentation.</param>
internal sealed record Signature(string Label, string Documentation, IReadOnlyList<SignatureParameter> Parameters);

internal sealed record SignatureParameter(int Start, int End, string Documentation);

/// <summary>Signature help from the semantic model, since Roslyn's own is internal.</summary>
internal static class SignatureHelp
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.MinimallyQualifiedFormat;

    private static readonly SymbolDisplayFormat ParameterFormat = TypeFormat.WithParameterOptions(
        SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName
            | SymbolDisplayParameterOptions.IncludeParamsRefOut
            | SymbolDisplayParameterOptions.IncludeDefaultValue
            | SymbolDisplayParameterOptions.IncludeExtensionThis
    );

    public static SignatureAnswer? Find(OpenCell cell, int offset, CancellationToken cancel)
    {
        var root = cell.Document.GetSyntaxRootAsync(cancel).GetAwaiter().GetResult()!;
        if (FindArguments(root, offset) is not { } list)
        {
            return null;
        }
        var model = cell.Model(cancel);
        var candidates = Candidates(model, list, cancel)
            .Where(symbol => model.IsAccessible(list.SpanStart, symbol))
            .OrderBy(symbol => Parameters(symbol).Length)
            .ToArray();
        if (candidates.Length == 0)
        {
            return null;
        }
        var (index, name) = ActiveArgument(list, offset);
        var bound = model.GetSymbolInfo(list.Parent!, cancel).Symbol;
        var active = Array.FindIndex(candidates, candidate => SymbolEqualityComparer.Default.Equals(candidate, bound));
        if (active < 0 || !Fits(candidates[active], index))
        {
            active = Math.Max(0, Array.FindIndex(candidates, candidate => Fits(candidate, index)));
        }
        var parameters = Parameters(candidates[active]);
        var named = parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal;
        return new(
            [.. candidates.Select(Describe)],
            active,
            named ?? (parameters is [.., { IsParams: true } last] ? Math.Min(index, last.Ordinal) : index)
        );
    }

    /// <summary>The innermost argument list around the position.</summary>
    private static SyntaxNode? FindArguments(SyntaxNode root, int offset)
    {
        var token = root.FindToken(Math.Max(0, offset - 1));
        if (token.SpanStart >= offset)
        {
            token = token.GetPreviousToken();
        }
        for (var node = token.Parent; node is not null and not BlockSyntax; node = node.Parent)
        {
            var (open, close) = node switch
            {
                ArgumentListSyntax list => (list.OpenParenToken, list.CloseParenToken),
                BracketedArgumentListSyntax list => (list.OpenBracketToken, list.CloseBracketToken),
                AttributeArgumentListSyntax list => (list.OpenParenToken, list.CloseParenToken),
                _ => default,
            };
            if (
                open != default
                && !open.IsMissing
                && open.Span.End <= offset
                && (close.IsMissing || offset <= close.SpanStart)
            )
            {
                return node;
            }
        }
        return null;
    }

    private static IEnumerable<ISymbol> Candidates(SemanticModel model, SyntaxNode list, CancellationToken cancel)
    {
        switch (list.Parent)
        {
            case InvocationExpressionSyntax call:
                var methods = model.GetMemberGroup(call.Expression, cancel);
                return methods.Length > 0 ? methods
                    : model.GetTypeInfo(call.Expression, cancel).Type
                        is INamedTypeSymbol { DelegateInvokeMethod: { } invoke }
                        ? [invoke]
                    : [];
            case BaseObjectCreationExpressionSyntax creation:
                var created = model.GetTypeInfo(creation, cancel);
                return Constructors(created.Type ?? created.ConvertedType);
            case AttributeSyntax attribute:
                return Constructors(model.GetTypeInfo(attribute, cancel).Type);
            case PrimaryConstructorBaseTypeSyntax { Type: var type }:
                return Constructors(model.GetTypeInfo(type, cancel).Type);
            case ConstructorInitializerSyntax initializer:
                return model.GetMemberGroup(initializer, cancel);
            case ElementAccessExpressionSyntax access:
                return Indexers(model.GetTypeInfo(access.Expression, cancel).Type);
            default:
                return [];
        }
    }

    private static IEnumerable<ISymbol> Constructors(ITypeSymbol? type) =>
        type is INamedTypeSymbol named
            ? named.InstanceConstructors.Where(constructor =>
                // Omits a struct's default constructor and a record's copy constructor.
                !constructor.IsImplicitlyDeclared
                || constructor.Parameters.Length == 0
                || named is { IsRecord: true } && constructor.DeclaredAccessibility == Accessibility.Public
            )
            : [];

    private static IEnumerable<ISymbol> Indexers(ITypeSymbol? type)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            foreach (var indexer in one.GetMembers().OfType<IPropertySymbol>().Where(property => property.IsIndexer))
            {
                // Omits overridden and explicitly implemented methods, which would be listed twice.
                if (!indexer.IsOverride && indexer.ExplicitInterfaceImplementations.IsEmpty)
                {
                    yield return indexer;
                }
            }
        }
    }

    /// <summary>The index of the argument at the position, from 0, and its name if it has one.</summary>
    private static (int Index, string? Name) ActiveArgument(SyntaxNode list, int offset)
    {
        var index = list.ChildTokens().Count(token => token.IsKind(SyntaxKind.CommaToken) && token.Span.End <= offset);
        var argument = list.ChildNodes().ElementAtOrDefault(index);
        var name = argument switch
        {
            ArgumentSyntax { NameColon: { } colon } => colon.Name,
            AttributeArgumentSyntax { NameColon: { } colon } => colon.Name,
            _ => null,
        };
        return (index, name?.Identifier.ValueText);
    }

    private static bool Fits(ISymbol candidate, int index) =>
        Parameters(candidate) is var parameters
        && (index == 0 || index < parameters.Length || parameters is [.., { IsParams: true }]);

    private static System.Collections.Immutable.ImmutableArray<IParameterSymbol> Parameters(ISymbol symbol) =>
        symbol switch
        {
            IMethodSymbol method => method.Parameters,
            IPropertySymbol indexer => indexer.Parameters,
            _ => [],
        };

    private static Signature Describe(ISymbol symbol)
    {
        var label = new StringBuilder();
        label.Append(
            symbol switch
            {
                IMethodSymbol { MethodKind: MethodKind.Constructor } => Name(symbol.ContainingType),
                IMethodSymbol { MethodKind: MethodKind.DelegateInvoke } invoke =>
                    $"{invoke.ReturnType.ToDisplayString(TypeFormat)} {Name(symbol.ContainingType)}",
                IMethodSymbol method =>
                    $"{method.ReturnType.ToDisplayString(TypeFormat)} {Owner(method)}{method.Name}{TypeArguments(method)}",
                IPropertySymbol indexer => $"{indexer.Type.ToDisplayString(TypeFormat)} {Name(symbol.ContainingType)}",
                _ => symbol.Name,
            }
        );
        var isIndexer = symbol is IPropertySymbol;
        label.Append(isIndexer ? '[' : '(');
        var parameters = new List<SignatureParameter>();
        foreach (var parameter in Parameters(symbol))
        {
            if (parameters.Count > 0)
            {
                label.Append(", ");
            }
            var start = label.Length;
            label.Append(parameter.ToDisplayString(ParameterFormat));
            parameters.Add(new(start, label.Length, Documentation.OfParameter(symbol, parameter.Name)));
        }
        label.Append(isIndexer ? ']' : ')');
        return new(label.ToString(), Documentation.Summary(symbol), parameters);
    }

    private static string Name(ITypeSymbol type) => type.ToDisplayString(TypeFormat);

    /// <summary>A method's class; empty for functions of a cell, whose class is generated.</summary>
    private static string Owner(IMethodSymbol method) =>
        method.ContainingType is { IsScriptClass: false } type && method.MethodKind != MethodKind.LocalFunction
            ? Name(type) + "."
            : "";

    private static string TypeArguments(IMethodSymbol method) =>
        method.TypeArguments.Length == 0
            ? ""
            : $"<{string.Join(", ", method.TypeArguments.Select(type => type.ToDisplayString(TypeFormat)))}>";
}
