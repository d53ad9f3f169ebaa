using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.CodeAnalysis;

namespace DigitLab.Host.Session;

/// <summary>Metadata references, each read once per process: reading them for every cell would cost memory.</summary>
internal static class References
{
    private static readonly ConcurrentDictionary<string, FrozenSet<string>> Types = new();

    private static readonly ConcurrentDictionary<(string Path, DateTime Written), PortableExecutableReference> Cache =
        new();

    /// <summary>The framework, and this program's public API for cells.</summary>
    public static ImmutableArray<MetadataReference> Default { get; } = FindDefault();

    public static PortableExecutableReference FromFile(string path) =>
        Cache.GetOrAdd(
            (path, File.GetLastWriteTimeUtc(path)),
            static key =>
            {
                var documentation = Path.ChangeExtension(key.Path, ".xml");
                return MetadataReference.CreateFromFile(
                    key.Path,
                    documentation: File.Exists(documentation)
                        ? XmlDocumentationProvider.CreateFromFile(documentation)
                        : null
                );
            }
        );

    /// <summary>Whether the file is a managed assembly; packages also contain native libraries.</summary>
    public static bool IsManaged(string path)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(path));
            return file.HasMetadata && file.GetMetadataReader().IsAssembly;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    /// <summary>The names of the assembly's public types, without nested ones.</summary>
    public static IReadOnlySet<string> PublicTypes(string path) => Types.GetOrAdd(path, ReadPublicTypes);

    private static FrozenSet<string> ReadPublicTypes(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var metadata = file.GetMetadataReader();
        return metadata
            .TypeDefinitions.Select(metadata.GetTypeDefinition)
            .Where(type => (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .ToFrozenSet(StringComparer.Ordinal);
    }

    private static ImmutableArray<MetadataReference> FindDefault()
    {
        var framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var folder = ReferencePack(framework) ?? framework;
        return
        [
            .. Directory
                .EnumerateFiles(folder, "*.dll")
                .Order(StringComparer.Ordinal)
                .Where(IsManaged)
                .Select(FromFile)
                .Append(FromFile(typeof(References).Assembly.Location))
                .Append(FromFile(typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly.Location)),
        ];
    }

    /// <summary>
    /// The SDK's reference assemblies for the running framework, which are smaller and have documentation.
    /// </summary>
    private static string? ReferencePack(string framework)
    {
        // …/shared/Microsoft.NETCore.App/10.0.1 -> …/packs/Microsoft.NETCore.App.Ref/10.0.1/ref/net10.0
        var root = Path.GetFullPath(Path.Combine(framework, "..", "..", ".."));
        var packs = Path.Combine(root, "packs", "Microsoft.NETCore.App.Ref");
        var version = Environment.Version;
        return !Directory.Exists(packs)
            ? null
            : Directory
                .EnumerateDirectories(packs, $"{version.Major}.{version.Minor}.*")
                .Select(pack => Path.Combine(pack, "ref", $"net{version.Major}.{version.Minor}"))
                .Where(Directory.Exists)
                .Order(StringComparer.Ordinal)
                .LastOrDefault();
    }
}
