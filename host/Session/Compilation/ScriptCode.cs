using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace DigitLab.Host.Session;

/// <summary>What a submission contains: code to run, a result, an entry point.</summary>
internal static class ScriptCode
{
    /// <summary>The function that runs the submission, given the states of those before it.</summary>
    public static Func<object?[], Task<object?>> EntryPoint(CSharpCompilation compilation, Assembly assembly)
    {
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        return assembly
            .GetType(entry.ContainingType.MetadataName, throwOnError: true)!
            .GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
    }

    /// <summary>Whether the code ends in an expression that has a value, or returns one.</summary>
    public static bool HasResult(CSharpCompilation compilation, SyntaxTree tree)
    {
        var root = (CompilationUnitSyntax)tree.GetRoot(CancellationToken.None);
        var statements = root.Members.OfType<GlobalStatementSyntax>().ToArray();
        var returns = statements
            .SelectMany(statement =>
                statement.DescendantNodes(node =>
                    node is GlobalStatementSyntax or StatementSyntax and not LocalFunctionStatementSyntax
                )
            )
            .OfType<ReturnStatementSyntax>()
            .Any(statement => statement.Expression is not null);
        if (returns)
        {
            return true;
        }
        return statements.LastOrDefault()?.Statement
                is ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last
            && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type
                is not (null or { SpecialType: SpecialType.System_Void });
    }

    /// <summary>Whether there is anything to run besides usings and references.</summary>
    public static bool HasCode(CSharpCompilation compilation) =>
        compilation.SyntaxTrees.Any(tree =>
            ((CompilationUnitSyntax)tree.GetRoot(CancellationToken.None)).Members.Count > 0
        );
}
