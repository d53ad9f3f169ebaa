using System.IO.Compression;
using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Host.Tests.Session;

/// <summary>Packages made for a test, in a folder that is their source.</summary>
internal sealed class TestPackage : IDisposable
{
    private readonly TemporaryFolder folder = new();

    /// <summary>Unlike any before: NuGet keeps what it restored, for all folders that ever were a source.</summary>
    public string Version { get; } = $"1.0.{DateTime.UtcNow.Ticks / 10_000_000 % 1_000_000_000}";

    public string Source => folder.Path;

    /// <summary>Writes a package with an assembly of its name and with files.</summary>
    public void Add(string name, string source, params (string Path, byte[] Content)[] files) =>
        Write(name, [($"lib/net8.0/{name}.dll", Compile(name, source)), .. files]);

    private void Write(string name, (string Path, byte[] Content)[] files)
    {
        using var archive = ZipFile.Open(Path.Combine(Source, $"{name}.{Version}.nupkg"), ZipArchiveMode.Create);
        Entry(
            $"{name}.nuspec",
            System.Text.Encoding.UTF8.GetBytes(
                $"""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd"><metadata>
                <id>{name}</id><version>{Version}</version><authors>tests</authors><description>For a test.</description>
                <dependencies><group targetFramework="net8.0" /></dependencies>
                </metadata></package>
                """
            )
        );
        foreach (var (path, content) in files)
        {
            Entry(path, content);
        }

        void Entry(string path, byte[] content)
        {
            using var entry = archive.CreateEntry(path).Open();
            entry.Write(content);
        }
    }

    /// <summary>An assembly that may refer to the framework and to what cells may call of the host.</summary>
    public static byte[] Compile(string name, string source)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            References.Default,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
        );
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        emitted.Success.ShouldBeTrue(string.Join('\n', emitted.Diagnostics));
        return image.ToArray();
    }

    public void Dispose() => folder.Dispose();
}
