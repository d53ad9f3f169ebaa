using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation.Rules;

/// <summary><c>x.absolute()</c> from <c>x.abs()</c>, <c>absolute_</c> from <c>abs_</c>.</summary>
internal sealed class Aliases : IRule
{
    private static readonly Dictionary<string, string> Names = new()
    {
        ["absolute"] = "abs",
        ["acos"] = "arccos",
        ["acosh"] = "arccosh",
        ["asin"] = "arcsin",
        ["asinh"] = "arcsinh",
        ["atan"] = "arctan",
        ["arctan2"] = "atan2",
        ["atanh"] = "arctanh",
        ["concat"] = "cat",
        ["concatenate"] = "cat",
        ["clip"] = "clamp",
        ["divide"] = "div",
        ["fix"] = "trunc",
        ["ger"] = "outer",
        ["greater"] = "gt",
        ["greater_equal"] = "ge",
        ["less"] = "lt",
        ["less_equal"] = "le",
        ["moveaxis"] = "movedim",
        ["multiply"] = "mul",
        ["negative"] = "neg",
        ["not_equal"] = "ne",
        ["row_stack"] = "vstack",
        ["subtract"] = "sub",
        ["swapaxes"] = "transpose",
        ["swapdims"] = "transpose",
        ["trapz"] = "trapezoid",
        ["true_divide"] = "div",
    };

    public Forward? Apply(string type, ListedMember member, Engine engine)
    {
        var suffix = member.Name.EndsWith("_") ? "_" : "";
        if (!Names.TryGetValue(member.Name.TrimEnd('_'), out var name))
            return null;
        name += suffix;
        var signature = Notation.Signature(name, member.Parameters.Select(parameter => parameter.Type));
        var target = engine.Methods(type, name).FirstOrDefault(method => Takes(method, member.Parameters));
        return target is not null || engine.Has(type, signature)
            ? new Forward($"{name}({Forward.Arguments(member.Parameters)})", target, engine.Returns(type, signature))
            : null;
    }

    /// <summary>Whether the method takes these, and more only where it need not be given.</summary>
    private static bool Takes(IMethodSymbol method, List<ListedParameter> given) =>
        method.Parameters.Length >= given.Count
        && method.Parameters.Take(given.Count).Select(Notation.Type).SequenceEqual(given.Select(p => p.Type))
        && method.Parameters.Skip(given.Count).All(parameter => parameter.IsOptional);
}
