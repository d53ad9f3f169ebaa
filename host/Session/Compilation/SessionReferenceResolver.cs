using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Session;

/// <summary>Finds the assemblies for <c>#r</c>, relative to the notebook's folder, and their dependencies.</summary>
internal sealed class SessionReferenceResolver(Func<IReadOnlyList<string>> folders, SessionLoadContext loadContext)
    : MetadataReferenceResolver
{
    public override bool ResolveMissingAssemblies => true;

    public override ImmutableArray<PortableExecutableReference> ResolveReference(
        string reference,
        string? baseFilePath,
        MetadataReferenceProperties properties
    )
    {
        // Relative to the loading script (#load), otherwise to the notebook.
        var script = baseFilePath is null ? null : Path.GetDirectoryName(Path.GetFullPath(baseFilePath, folders()[0]));
        var path = folders()
            .Prepend(script)
            .OfType<string>()
            .Select(folder => Path.GetFullPath(reference, folder))
            .FirstOrDefault(File.Exists);
        if (path is null)
        {
            // #r "System.Xml.Linq": a framework assembly by name.
            var name = reference.Split(',')[0].Trim();
            return
                References
                    .Default.OfType<PortableExecutableReference>()
                    .FirstOrDefault(known => Path.GetFileNameWithoutExtension(known.FilePath) == name)
                    is { } framework
                ? [framework]
                : [];
        }
        if (InteractiveAssemblies.Contains(Path.GetFileNameWithoutExtension(path)))
        {
            return [InteractiveAssemblies.Reference(Path.GetFileNameWithoutExtension(path))];
        }
        loadContext.AddReference(path);
        return [References.FromFile(path)];
    }

    public override PortableExecutableReference? ResolveMissingAssembly(
        MetadataReference definition,
        AssemblyIdentity referenceIdentity
    )
    {
        // This program's own dependencies are not references of cells.
        if (
            definition is not PortableExecutableReference { FilePath: { } from }
            || from == typeof(References).Assembly.Location
        )
        {
            return null;
        }
        if (InteractiveAssemblies.Contains(referenceIdentity.Name))
        {
            return InteractiveAssemblies.Reference(referenceIdentity.Name);
        }
        var path = Path.Combine(Path.GetDirectoryName(from)!, referenceIdentity.Name + ".dll");
        if (!File.Exists(path))
        {
            return null;
        }
        loadContext.AddReference(path);
        return References.FromFile(path);
    }

    public override bool Equals(object? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
