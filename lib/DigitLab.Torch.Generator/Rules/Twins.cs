using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitLab.Torch.Generator.Rules;

/// <summary>
/// <c>ParameterDict</c> and <c>ParameterList</c>: TorchSharp has them beside the generic containers of modules, with the
/// same members, and no base class to share.
/// </summary>
internal static class Twins
{
    private const string Usings = """
        using System.Collections;
        using System.Diagnostics.CodeAnalysis;
        using static TorchSharp.torch;

        """;

    public static IEnumerable<(string Name, string Text)> Generate(Engine engine)
    {
        foreach (var kind in new[] { "Dict", "List" })
        {
            var twin = engine.Type($"Parameter{kind}");
            var source = engine.Type($"Module{kind}`1")?.DeclaringSyntaxReferences.First().GetSyntax();
            if (twin is null || source is not ClassDeclarationSyntax { BaseList: { } bases } declaration)
                continue;
            var text = $"public partial class Module{kind} {bases}\n{{\n{declaration.Members.ToFullString()}}}\n";
            yield return ($"{twin.Name}.g.cs", SourceFile.Head(twin, Usings) + OfParameters(text));
        }
    }

    private static string OfParameters(string text)
    {
        text = Regex.Replace(text, @"\bT\b", "Parameter");
        return Regex.Replace(text, @"\bModule(?=Dict\b|List\b)", "Parameter").Replace("modules", "parameters");
    }
}
