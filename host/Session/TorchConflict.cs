using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Host.Session;

/// <summary>
/// The labs' engine and TorchSharp's package declare the same names: a session that refers to both compiles no cell any more.
/// The second is refused.
/// </summary>
internal static class TorchConflict
{
    /// <summary>What to do about code that would bring the second; null when there is nothing to do.</summary>
    /// <param name="submissions">The code that ran.</param>
    /// <param name="next">The code that is to run.</param>
    public static string? Of(IEnumerable<CSharpCompilation> submissions, CSharpCompilation next)
    {
        var brought = Assemblies(next).ToHashSet();
        return brought.Count == 0 ? null : Of(submissions, brought);
    }

    /// <inheritdoc cref="Of(IEnumerable{CSharpCompilation}, CSharpCompilation)" path="/summary"/>
    /// <param name="submissions">The code that ran.</param>
    /// <param name="brought">The names of assemblies that are to be referred to.</param>
    public static string? Of(IEnumerable<CSharpCompilation> submissions, IReadOnlySet<string> brought)
    {
        var all = submissions.SelectMany(Assemblies).ToHashSet();
        foreach (
            var (here, other) in new[]
            {
                (TorchBackend.BuiltIn, TorchBackend.Packages),
                (TorchBackend.Packages, TorchBackend.BuiltIn),
            }
        )
        {
            if (brought.Contains(other) && (all.Contains(here) || brought.Contains(here)))
            {
                return $"This session runs on {here}, and {other} declares the same names. To use {other}, restart the session "
                    + $"and choose it for the whole of it: DIGITLAB_BACKEND={other}, or setup.dib's line.";
            }
        }
        return null;
    }

    /// <summary>Of the two assemblies, those that the code itself refers to.</summary>
    private static IEnumerable<string> Assemblies(CSharpCompilation compilation) =>
        compilation
            .References.Concat(compilation.DirectiveReferences)
            .OfType<PortableExecutableReference>()
            .Select(reference => Path.GetFileNameWithoutExtension(reference.FilePath))
            .OfType<string>()
            .Where(name => name is TorchBackend.BuiltIn or TorchBackend.Packages);
}
