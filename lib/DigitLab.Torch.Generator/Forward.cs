using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation;

/// <summary>The body of a generated member, and what it calls.</summary>
/// <param name="target">Whose documentation and return type the member takes; null where that is generated too.</param>
/// <param name="returns">The return type where the target is generated.</param>
internal sealed class Forward(string expression, ISymbol? target, string? returns = null)
{
    private static readonly SymbolDisplayFormat Qualified =
        SymbolDisplayFormat.FullyQualifiedFormat.AddMiscellaneousOptions(
            SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier
        );

    /// <summary>As the target has it: the names of a tuple's elements are not in the listing.</summary>
    public string Returns(ListedMember member) =>
        (target as IMethodSymbol)?.ReturnType.ToDisplayString(Qualified) ?? returns ?? member.Returns;

    public string Declare(ListedMember member)
    {
        var method = target as IMethodSymbol;
        var parameters = member.Parameters.Select(p => p.Declaration(IsNullable(method, p)));
        var modifier = member.IsStatic ? "static " : "";
        return Documentation()
            + $"public {modifier}{Returns(member)} {Notation.Identifier(member.Name)}({string.Join(", ", parameters)}) =>\n    {expression};\n";
    }

    private static bool IsNullable(IMethodSymbol? method, ListedParameter parameter) =>
        method?.Parameters.FirstOrDefault(p =>
            Notation.Identifier(p.Name) == parameter.Name && Notation.Type(p) == parameter.Type
        )
            is { Type.IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };

    private string Documentation() =>
        target is not null && IsDocumented(target)
            ? $"/// <inheritdoc cref=\"{target.GetDocumentationCommentId()}\"/>\n"
            : "";

    private static bool IsDocumented(ISymbol symbol) =>
        symbol
            .DeclaringSyntaxReferences.SelectMany(reference => reference.GetSyntax().GetLeadingTrivia())
            .Any(trivia => trivia.HasStructure);

    public static string Arguments(IEnumerable<ListedParameter> parameters) =>
        string.Join(", ", parameters.Select(parameter => parameter.Name));
}

/// <summary>One kind of forwarding.</summary>
internal interface IRule
{
    /// <summary>The body for a listed member that is not written by hand; null where the rule gives none.</summary>
    Forward? Apply(string type, ListedMember member, Engine engine);
}
