using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation.Rules;

/// <summary>
/// Overloads that take the same arguments otherwise: <c>sum(dim0, dim1)</c> from <c>sum(long[])</c>, a span or a
/// list where the target takes an array, whole numbers of 32 bits.
/// </summary>
internal sealed class ArgumentTypes : IRule
{
    public static readonly HashSet<string> Dimensions = ["size", "rows", "columns", "dim0", "dim1", "dim2", "dim3"];

    public Forward? Apply(string type, ListedMember member, Engine engine)
    {
        if (type is not ("torch" or "torch.Tensor"))
            return null;
        foreach (var target in engine.Methods(type, member.Name))
            if (target.IsStatic == member.IsStatic && Arguments(member, target) is { } arguments)
                return new Forward($"{Notation.Identifier(member.Name)}({string.Join(", ", arguments)})", target);
        return null;
    }

    private static List<string>? Arguments(ListedMember member, IMethodSymbol target)
    {
        var (given, arguments, next) = (member.Parameters, new List<string>(), 0);
        foreach (var wanted in target.Parameters)
        {
            if (next == given.Count)
                return null;
            var type = Notation.Type(wanted);
            var run = given.Skip(next).TakeWhile(parameter => IsDimension(parameter, given[next].Type)).ToList();
            if (type == "long[]" && run.Count > 0)
            {
                arguments.Add($"new long[] {{ {Forward.Arguments(run)} }}");
                next += run.Count;
            }
            else if (Conversions.Convert(given[next], type) is { } argument)
            {
                arguments.Add(argument);
                next++;
            }
            else
                return null;
        }
        return next == given.Count ? arguments : null;
    }

    private static bool IsDimension(ListedParameter parameter, string type) =>
        parameter.Type == type && IsNumber(parameter) && Dimensions.Contains(parameter.Name);

    public static bool IsNumber(ListedParameter parameter) => parameter.Type is "long" or "int";
}
