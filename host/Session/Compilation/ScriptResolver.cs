using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Session;

/// <summary>
/// Finds scripts for <c>#load</c>: relative to the loading script, the importing notebook, or the session's folder.
/// Package directives are hidden from the compiler, because packages are restored separately.
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

    /// <summary>The directives of the code and of the scripts that it loads.</summary>
    public IEnumerable<PackageDirectives> Directives(string code) => Directives(code, null, []);

    public override bool Equals(object? other) => other is ScriptResolver resolver && resolver.files.Equals(files);

    public override int GetHashCode() => files.GetHashCode();

    private IEnumerable<PackageDirectives> Directives(string code, string? path, ImmutableHashSet<string> seen)
    {
        var directives = PackageDirectives.Parse(code);
        yield return directives;
        foreach (var script in directives.Scripts)
        {
            // The compiler reports missing scripts.
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
