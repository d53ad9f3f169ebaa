using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation.Rules;

/// <summary>
/// All of an optimizer but its rule: constructors, options, parameter groups, what a state needs to be kept in a file, and
/// the factories in <c>torch.optim</c>. Written by hand are the update, the state's fields (tensors start as zeros, unless they
/// may be null) and what <c>Validate</c> and <c>Begin</c> add.
/// </summary>
internal static class Optimizers
{
    public static IEnumerable<(string Name, string Text)> Generate(List<ListedType> types, Engine engine)
    {
        var factories = new List<string>();
        foreach (var type in types)
        {
            if (engine.Type(type.Name) is not { IsAbstract: false, BaseType.Name: "OptimizerHelper" } symbol)
                continue;
            var groups = types.Find(other => other.Name == type.Name + ".ParamGroup")!;
            yield return (
                $"{type.Name}.g.cs",
                SourceFile.Of(symbol, new Optimizer(symbol, Twins.SourceOf(symbol, engine), type, groups).Members())
            );
            factories.AddRange(Factories(types, symbol));
        }
        if (factories.Count > 0)
            yield return ("torch.optim.Optimizers.g.cs", SourceFile.Of(engine.Type("torch.optim")!, factories));
    }

    private static IEnumerable<string> Factories(List<ListedType> types, INamedTypeSymbol optimizer)
    {
        foreach (var member in types.Find(type => type.Name == "torch.optim")!.Members)
        {
            if (member.Name != optimizer.Name)
                continue;
            var given =
                Conversions.Convert(member.Parameters[0], "IEnumerable<Parameter>") ?? member.Parameters[0].Name;
            var rest = Forward.Arguments(member.Parameters.Skip(1));
            yield return new Forward($"new {member.Name}({given}, {rest})", optimizer).Declare(member);
        }
    }
}
