using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
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
        var head = $"public {modifier}{Returns(member)} {Notation.Identifier(member.Name)}";
        return $"{Documentation()}{head}({string.Join(", ", parameters)}) =>\n    {expression};\n";
    }

    private static bool IsNullable(IMethodSymbol? method, ListedParameter parameter) =>
        method?.Parameters.FirstOrDefault(p =>
            Notation.Identifier(p.Name) == parameter.Name && Notation.Type(p) == parameter.Type
        )
            is { Type.IsReferenceType: true, NullableAnnotation: NullableAnnotation.Annotated };

    /// <summary>That of the target; in full where the target cannot be seen from outside.</summary>
    private string Documentation()
    {
        var text = target?.GetDocumentationCommentXml() ?? "";
        var summary = Regex.Match(text, "<summary>.*?</summary>", RegexOptions.Singleline);
        if (target?.ContainingType is { DeclaredAccessibility: Accessibility.Internal })
            return summary.Success ? $"/// {Regex.Replace(summary.Value, @"\s+", " ")}\n" : "";
        return text.Length > 0 ? $"/// <inheritdoc cref=\"{target!.GetDocumentationCommentId()}\"/>\n" : "";
    }

    public static string Arguments(IEnumerable<ListedParameter> parameters) =>
        string.Join(", ", parameters.Select(parameter => parameter.Name));
}

/// <summary>One kind of forwarding.</summary>
internal interface IRule
{
    /// <summary>The body for a listed member that is not written by hand; null where the rule gives none.</summary>
    Forward? Apply(string type, ListedMember member, Engine engine);
}
