using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;

namespace DigitLab.Host.Session;

/// <summary>
/// Replaces the assemblies of .NET Interactive for packages compiled against them: generated assemblies of the same
/// names forward each type to this program. The real ones are never loaded, so that every type, and the list of
/// formatters, exists once.
/// </summary>
internal static class InteractiveAssemblies
{
    private static readonly string[] Names =
    [
        "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Formatting",
    ];

    /// <summary>Assemblies shared with packages: cells get this program's copy.</summary>
    private static readonly Assembly[] Shared = [typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly];

    private static readonly ConcurrentDictionary<string, ImmutableArray<byte>> Images = new();
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> ReferencesByName = new();

    public static bool Contains(string name) =>
        Names.Contains(name) || Shared.Any(assembly => assembly.GetName().Name == name);

    /// <summary>The compiler's reference for the assembly of that name.</summary>
    public static PortableExecutableReference Reference(string name) =>
        ReferencesByName.GetOrAdd(
            name,
            static key =>
                Find(key) is { } shared
                    ? References.FromFile(shared.Location)
                    : MetadataReference.CreateFromImage(Image(key), filePath: key + ".dll")
        );

    /// <summary>The assembly to load for that name.</summary>
    public static Assembly Load(string name, AssemblyLoadContext context) =>
        Find(name) ?? context.LoadFromStream(new MemoryStream([.. Image(name)]));

    private static Assembly? Find(string name) => Array.Find(Shared, assembly => assembly.GetName().Name == name);

    private static ImmutableArray<byte> Image(string name) => Images.GetOrAdd(name, Emit);

    private static ImmutableArray<byte> Emit(string name)
    {
        var types = typeof(Kernel)
            .Assembly.GetExportedTypes()
            .Where(type => !type.IsNested)
            .Select(type => $"[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof({Display(type)}))]");
        var source = "[assembly: System.Reflection.AssemblyVersion(\"1.0.0.0\")]\n" + string.Join('\n', types);
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            References.Default,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                // Packages reference them with Microsoft's key, which Roslyn's assemblies have too.
                cryptoPublicKey: [.. typeof(CSharpCompilation).Assembly.GetName().GetPublicKey()!],
                publicSign: true
            )
        );
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        return emitted.Success
            ? [.. image.ToArray()]
            : throw new InvalidOperationException(string.Join('\n', emitted.Diagnostics));
    }

    private static string Display(Type type) =>
        $"global::{type.FullName!.Split('`')[0]}"
        + (type.IsGenericTypeDefinition ? $"<{new string(',', type.GetGenericArguments().Length - 1)}>" : "");
}
