using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Torch.Generation;

/// <summary>Types and members written as torchsharp-api.txt writes them.</summary>
internal static class Notation
{
    private static readonly SymbolDisplayFormat Keywords = new(
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes
    );

    public static string Signature(string name, IEnumerable<string> types) => $"{name}({string.Join(", ", types)})";

    public static string Signature(IMethodSymbol method) => Signature(method.Name, method.Parameters.Select(Type));

    public static string Type(IParameterSymbol parameter) => Type(parameter.Type);

    public static string Type(ITypeSymbol type) =>
        type switch
        {
            IArrayTypeSymbol array => Array(array),
            INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable => Type(
                nullable.TypeArguments[0]
            ) + "?",
            INamedTypeSymbol { IsTupleType: true } tuple =>
                $"({string.Join(", ", tuple.TupleElements.Select(element => Type(element.Type)))})",
            INamedTypeSymbol { SpecialType: SpecialType.None } named => Named(named),
            _ => type.ToDisplayString(NullableFlowState.None, Keywords),
        };

    private static string Array(IArrayTypeSymbol array)
    {
        // C# writes the outermost rank first.
        var ranks = "";
        ITypeSymbol element = array;
        for (; element is IArrayTypeSymbol inner; element = inner.ElementType)
            ranks += $"[{new string(',', inner.Rank - 1)}]";
        return Type(element) + ranks;
    }

    private static string Named(INamedTypeSymbol type)
    {
        var name = type.ContainingType is { } outer ? Bare(outer) + "." + type.Name : type.Name;
        return type.TypeArguments.Length == 0 ? name : $"{name}<{string.Join(", ", type.TypeArguments.Select(Type))}>";
    }

    private static string Bare(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? Bare(outer) + "." + type.Name : type.Name;

    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || name == "var" ? "@" + name : name;
}
