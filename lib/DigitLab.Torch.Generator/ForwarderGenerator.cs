using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using DigitLab.Torch.Generation.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace DigitLab.Torch.Generation;

/// <summary>
/// Generates the members that TorchSharp's listing has, that are not written by hand, and that only forward to one that is.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ForwarderGenerator : IIncrementalGenerator
{
    /// <summary>In this order, aliases first and last: a static form may call an in-place form that is itself generated.</summary>
    private static readonly IRule[] Rules =
    [
        new Aliases(),
        new InPlaceForms(),
        new StaticForms(),
        new ElementTypes(),
        new SizedFactories(),
        new ArgumentTypes(),
        new ModuleFactories(),
        new Aliases(),
    ];

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var texts = context
            .AdditionalTextsProvider.Where(text =>
                Path.GetFileName(text.Path) is "torchsharp-api.txt" or "withheld.txt"
            )
            .Select((text, cancellation) => (Path.GetFileName(text.Path), text.GetText(cancellation)?.ToString() ?? ""))
            .Collect();
        context.RegisterSourceOutput(
            context.CompilationProvider.Combine(texts),
            (output, source) =>
            {
                var files = source.Right.ToDictionary(file => file.Item1, file => file.Item2);
                if (!files.TryGetValue("torchsharp-api.txt", out var listing))
                    return;
                files.TryGetValue("withheld.txt", out var withheld);
                foreach (var (name, text) in Generate(source.Left, listing, withheld ?? ""))
                    output.AddSource(name, SourceText.From(text, Encoding.UTF8));
            }
        );
    }

    /// <returns>The files' names and their text.</returns>
    internal static IEnumerable<(string Name, string Text)> Generate(
        Compilation compilation,
        string listing,
        string withheld
    )
    {
        var engine = new Engine(compilation);
        var types = Listing.Parse(listing).ToList();
        var left = new HashSet<string>(withheld.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries));
        // The tensor's members come first: what is static forwards to them.
        foreach (var type in types.OrderBy(type => type.Name == "torch.Tensor" ? 0 : 1))
        {
            var symbol = engine.Type(type.Name);
            if (symbol is null)
                continue;
            var members = Missing(type, engine, left);
            members.AddRange(type.Constructors.Select(c => Constructors.Declare(c, symbol)).OfType<string>());
            if (members.Count > 0)
                yield return ($"{type.Name}.g.cs", SourceFile.Of(symbol, members));
        }
        foreach (var file in Optimizers.Generate(types, engine).Concat(Twins.Generate(engine)))
            yield return file;
    }

    private static List<string> Missing(ListedType type, Engine engine, HashSet<string> withheld)
    {
        var members = new List<string>();
        // Rule by rule over all members: the later find what the earlier have made.
        foreach (var rule in Rules)
        foreach (var member in type.Members)
        {
            if (
                member.Name == ".ctor"
                || engine.Has(type.Name, member.Signature)
                || withheld.Contains($"{type.Name}: {member.Signature}")
                || rule.Apply(type.Name, member, engine) is not { } forward
            )
                continue;
            engine.Add(type.Name, member, forward.Returns(member));
            members.Add(forward.Declare(member));
        }
        return members;
    }
}
