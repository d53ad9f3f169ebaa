using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace DigitLab.Torch.Generation;

/// <summary>What is written by hand, and what has been generated so far.</summary>
internal sealed class Engine(Compilation compilation)
{
    private readonly Dictionary<string, INamedTypeSymbol?> types = [];
    private readonly Dictionary<string, HashSet<string>> signatures = [];
    private readonly Dictionary<string, string> returns = [];

    /// <param name="name">As the listing has it: <c>torch.nn.functional</c>, or a class of TorchSharp.Modules.</param>
    public INamedTypeSymbol? Type(string name)
    {
        if (!types.TryGetValue(name, out var type))
            types[name] = type =
                compilation.Assembly.GetTypeByMetadataName("TorchSharp." + name.Replace('.', '+'))
                ?? compilation.Assembly.GetTypeByMetadataName("TorchSharp.Modules." + name.Replace('.', '+'));
        return type;
    }

    /// <summary>The hand-written methods of a name.</summary>
    public IEnumerable<IMethodSymbol> Methods(string type, string name) =>
        Type(type)?.GetMembers(name.TrimStart('@')).OfType<IMethodSymbol>().Where(IsVisible) ?? [];

    public static bool IsVisible(IMethodSymbol method) => method.DeclaredAccessibility == Accessibility.Public;

    public bool Has(string type, string signature)
    {
        if (!signatures.TryGetValue(type, out var own))
        {
            var methods = Type(type)?.GetMembers().OfType<IMethodSymbol>() ?? [];
            signatures[type] = own = [.. methods.Select(Notation.Signature)];
        }
        return own.Contains(signature);
    }

    /// <summary>Notes a generated member and what it returns.</summary>
    public void Add(string type, ListedMember member, string returned)
    {
        Has(type, "");
        signatures[type].Add(member.Signature);
        returns[$"{type}: {member.Signature}"] = returned;
    }

    /// <summary>What a generated member returns; null for one that is written by hand.</summary>
    public string? Returns(string type, string signature) =>
        returns.TryGetValue($"{type}: {signature}", out var returned) ? returned : null;

    public IMethodSymbol? Method(string type, string signature)
    {
        var name = signature.Substring(0, signature.IndexOf('('));
        return Methods(type, name).FirstOrDefault(method => Notation.Signature(method) == signature);
    }
}
