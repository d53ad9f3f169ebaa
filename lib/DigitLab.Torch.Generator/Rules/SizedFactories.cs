using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation.Rules;

/// <summary><c>torch.zeros(rows, columns, ...)</c> and its overloads from <c>Factories.Zeros(long[] size, ...)</c>.</summary>
internal sealed class SizedFactories : IRule
{
    /// <summary>The engine has one device, and no names of dimensions.</summary>
    private static readonly string[] Ignored = ["device", "names"];

    public Forward? Apply(string type, ListedMember member, Engine engine)
    {
        if (type != "torch")
            return null;
        var name = char.ToUpperInvariant(member.Name[0]) + member.Name.Substring(1);
        foreach (var target in engine.Methods("Factories", name).Where(HasSize))
            if (Arguments(member, target) is { } arguments)
                return new Forward($"Factories.{name}({string.Join(", ", arguments)})", target);
        return null;
    }

    private static bool HasSize(IMethodSymbol method) => method.Parameters.Any(parameter => parameter.Name == "size");

    private static List<string>? Arguments(ListedMember member, IMethodSymbol target)
    {
        var rest = member.Parameters.Where(parameter => !Ignored.Contains(parameter.Name)).ToList();
        var arguments = new List<string>();
        foreach (var wanted in target.Parameters)
        {
            var given = rest.FindAll(p =>
                wanted.Name == "size" ? IsSize(p) : p.Name == Notation.Identifier(wanted.Name)
            );
            var argument =
                given.Count == 0 ? null
                : given.All(ArgumentTypes.IsNumber) && wanted.Name == "size" ? $"[{Forward.Arguments(given)}]"
                : Conversions.Convert(given[0], Notation.Type(wanted));
            if (argument is null)
                return null;
            arguments.Add(argument);
            rest.RemoveAll(given.Contains);
        }
        return rest.Count == 0 ? arguments : null;
    }

    private static bool IsSize(ListedParameter parameter) => ArgumentTypes.Dimensions.Contains(parameter.Name);
}
