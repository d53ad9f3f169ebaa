using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation.Rules;

/// <summary>A scheduler's constructor for one number in place of one for each parameter group.</summary>
internal static class Constructors
{
    public static string? Declare(ListedMember member, INamedTypeSymbol type)
    {
        if (type.ContainingType?.Name != "impl" || type.InstanceConstructors.Any(own => IsSame(own, member)))
            return null;
        foreach (var target in type.InstanceConstructors.Where(Engine.IsVisible))
        {
            if (target.Parameters.Length != member.Parameters.Count)
                continue;
            var arguments = member
                .Parameters.Zip(target.Parameters, (given, wanted) => Conversions.Convert(given, Notation.Type(wanted)))
                .ToList();
            if (!arguments.Contains(null))
                return $$"""
                    /// <inheritdoc cref="{{target.GetDocumentationCommentId()}}"/>
                    public {{type.Name}}({{string.Join(", ", member.Parameters.Select(p => p.Declaration()))}})
                        : this({{string.Join(", ", arguments)}}) { }
                    """;
        }
        return null;
    }

    private static bool IsSame(IMethodSymbol own, ListedMember member) =>
        own.Parameters.Select(Notation.Type).SequenceEqual(member.Parameters.Select(parameter => parameter.Type));
}
