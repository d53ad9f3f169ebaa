using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using DigitLab.Data;

namespace DigitLab.Tests;

public class BackendTests
{
    /// <summary>What the library takes from the engine is TorchSharp's, so that TorchSharp itself can stand there.</summary>
    [Fact]
    public void The_library_uses_the_engine_through_TorchSharps_namespaces_alone()
    {
        using var file = File.OpenRead(typeof(Dataset).Assembly.Location);
        using var assembly = new PEReader(file);
        var metadata = assembly.GetMetadataReader();
        var used = metadata
            .TypeReferences.Select(metadata.GetTypeReference)
            .Where(type => IsOfEngine(metadata, type.ResolutionScope))
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .Order()
            .ToList();
        used.ShouldContain("TorchSharp.torch");
        used.Where(name => !name.StartsWith("TorchSharp.")).ShouldBeEmpty();
    }

    private static bool IsOfEngine(MetadataReader metadata, EntityHandle scope) =>
        scope.Kind == HandleKind.AssemblyReference
        && metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name)
            is "DigitLab.Torch"
                or "TorchSharp";
}
