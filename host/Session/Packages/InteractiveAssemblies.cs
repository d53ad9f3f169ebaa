using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive;

namespace DigitLab.Host.Session;

/// <summary>
/// The assemblies of .NET Interactive, for packages that were compiled against them: assemblies of these names that hold
/// nothing and forward each type to this program's own. The real ones are never loaded beside it, so that there is one
/// formatter, one kernel and one of each type.
/// </summary>
internal static class InteractiveAssemblies
{
    private static readonly string[] Names =
    [
        "Microsoft.DotNet.Interactive",
        "Microsoft.DotNet.Interactive.Formatting",
    ];

    /// <summary>Assemblies that this program and packages share: the cells get this program's.</summary>
    private static readonly Assembly[] Shared = [typeof(Microsoft.AspNetCore.Html.IHtmlContent).Assembly];

    private static readonly ConcurrentDictionary<string, ImmutableArray<byte>> Images = new();
    private static readonly ConcurrentDictionary<string, PortableExecutableReference> ReferencesByName = new();

    public static bool Contains(string name) =>
        Names.Contains(name) || Shared.Any(assembly => assembly.GetName().Name == name);

    /// <summary>What the compiler refers to in the place of the assembly of that name.</summary>
    public static PortableExecutableReference Reference(string name) =>
        ReferencesByName.GetOrAdd(
            name,
            static key =>
                Find(key) is { } shared
                    ? References.FromFile(shared.Location)
                    : MetadataReference.CreateFromImage(Image(key), filePath: key + ".dll")
        );

    /// <summary>What runs in the place of the assembly of that name.</summary>
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
                // Packages ask for them by name and Microsoft's key, which the compiler's own assemblies have too.
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
