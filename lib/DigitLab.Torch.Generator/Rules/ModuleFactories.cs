using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation.Rules;

/// <summary><c>torch.nn.Linear(...)</c> from the constructor of <c>Modules.Linear</c>, by the names of the parameters.</summary>
internal sealed class ModuleFactories : IRule
{
    /// <summary>What every factory takes, and the engine, which has one device, may leave aside.</summary>
    private const string Ignored = "device";

    public Forward? Apply(string type, ListedMember member, Engine engine)
    {
        var module = type switch
        {
            "torch.nn" => engine.Type(member.Name),
            "torch.optim" => engine.Type(member.Name),
            "torch.optim.lr_scheduler" => engine.Type($"{type}.impl.{member.Name}"),
            _ => null,
        };
        if (module is null || module.IsGenericType)
            return null;
        foreach (var constructor in module.InstanceConstructors.OrderBy(c => c.Parameters.Length))
            if (Arguments(member, constructor) is { } arguments)
                return new Forward($"new {Notation.Type(module)}({string.Join(", ", arguments)})", module);
        return null;
    }

    private static List<string>? Arguments(ListedMember member, IMethodSymbol constructor)
    {
        var (arguments, used) = (new List<string>(), new HashSet<string> { Ignored });
        var rank = Rank(member.Name);
        foreach (var wanted in constructor.Parameters)
        {
            var fitting = member.Parameters.FirstOrDefault(parameter => Fits(parameter, wanted, rank));
            if (fitting is not null)
            {
                used.Add(fitting.Name);
                arguments.Add(
                    $"{Notation.Identifier(wanted.Name)}: {Conversions.Convert(fitting, Notation.Type(wanted), rank)}"
                );
            }
            else if (!wanted.HasExplicitDefaultValue)
                return null;
        }
        return member.Parameters.All(parameter => used.Contains(parameter.Name)) ? arguments : null;
    }

    /// <remarks>A convolution's <c>padding</c> may be a kind in place of numbers; a scheduler takes one for all groups.</remarks>
    private static bool Fits(ListedParameter given, IParameterSymbol wanted, int rank) =>
        (
            given.Name == Notation.Identifier(wanted.Name)
            || wanted.Name == $"{given.Name}_type"
            || wanted.Name == $"{given.Name}s"
        ) && Conversions.Convert(given, Notation.Type(wanted), rank) is not null;

    /// <summary>How many numbers one number stands for: 2 in <c>Conv2d</c>, and in a padding two for each dimension.</summary>
    private static int Rank(string name) => (name.EndsWith("2d") ? 2 : 1) * (name.Contains("Pad") ? 2 : 1);
}
