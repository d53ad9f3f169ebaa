using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitLab.Torch.Generation.Rules;

/// <summary>
/// Classes that TorchSharp has beside others with the same members, and no base class to share. A twin is written by hand
/// where it differs; the rest is the other's text.
/// </summary>
internal static class Twins
{
    private static readonly Dictionary<string, string> Sources = new()
    {
        ["AdamW"] = "Adam",
        ["ParameterDict"] = "ModuleDict`1",
        ["ParameterList"] = "ModuleList`1",
    };

    /// <summary>The class whose text a class has; itself where it is no twin.</summary>
    public static INamedTypeSymbol SourceOf(INamedTypeSymbol type, Engine engine) =>
        Sources.TryGetValue(type.Name, out var source) && engine.Type(source) is { } symbol ? symbol : type;

    public static IEnumerable<(string Name, string Text)> Generate(Engine engine)
    {
        foreach (var name in Sources.Keys)
            if (engine.Type(name) is { } twin && !SymbolEqualityComparer.Default.Equals(SourceOf(twin, engine), twin))
                yield return ($"{name}.Twin.g.cs", Text(twin, SourceOf(twin, engine)));
    }

    private static string Text(INamedTypeSymbol twin, INamedTypeSymbol source)
    {
        var syntax = (ClassDeclarationSyntax)source.DeclaringSyntaxReferences.First().GetSyntax();
        var usings = syntax.FirstAncestorOrSelf<CompilationUnitSyntax>()!.Usings.ToFullString();
        var own = new HashSet<string>(twin.GetMembers().Where(m => !m.IsImplicitlyDeclared).Select(m => m.Name));
        var members = syntax.Members.Where(member => !Names(member).Any(own.Contains));
        var text =
            $"public partial class {source.Name} {syntax.BaseList}\n{{\n"
            + string.Concat(members.Select(member => member.ToFullString()))
            + "}\n";
        // A container of modules is generic, that of parameters is not.
        text = Regex.Replace(text, @"\bT\b", "Parameter").Replace("modules", "parameters");
        return SourceFile.Head(twin, usings) + Regex.Replace(text, $@"\b{source.Name}\b", twin.Name);
    }

    private static IEnumerable<string> Names(MemberDeclarationSyntax member) =>
        member switch
        {
            MethodDeclarationSyntax method => [method.Identifier.Text],
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.Text),
            _ => [],
        };
}
