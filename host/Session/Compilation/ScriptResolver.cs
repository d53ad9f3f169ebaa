using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Session;

/// <summary>
/// Finds the scripts that <c>#load</c> names, relative to the script that names them, to the notebook that asks, to the
/// session's folder; their packages are restored apart, so the compiler does not see the lines that ask for them.
/// </summary>
internal sealed class ScriptResolver(IReadOnlyList<string> folders) : SourceReferenceResolver
{
    private readonly SourceFileResolver files = new([.. folders.Skip(1)], folders[0]);

    public override string? NormalizePath(string path, string? baseFilePath) => files.NormalizePath(path, baseFilePath);

    public override string? ResolveReference(string path, string? baseFilePath) =>
        files.ResolveReference(path, baseFilePath);

    public override Stream OpenRead(string resolvedPath)
    {
        var text = File.ReadAllText(resolvedPath);
        return new MemoryStream(Encoding.UTF8.GetBytes(PackageDirectives.Parse(text).Code));
    }

    /// <summary>What the code and the scripts that it loads ask for.</summary>
    public IEnumerable<PackageDirectives> Directives(string code) => Directives(code, null, []);

    public override bool Equals(object? other) => other is ScriptResolver resolver && resolver.files.Equals(files);

    public override int GetHashCode() => files.GetHashCode();

    private IEnumerable<PackageDirectives> Directives(string code, string? path, ImmutableHashSet<string> seen)
    {
        var directives = PackageDirectives.Parse(code);
        yield return directives;
        foreach (var script in directives.Scripts)
        {
            // One that is not there is the compiler's to tell of.
            if (ResolveReference(script, path) is { } resolved && !seen.Contains(resolved))
            {
                foreach (var inner in Directives(File.ReadAllText(resolved), resolved, seen.Add(resolved)))
                {
                    yield return inner;
                }
            }
        }
    }
}
