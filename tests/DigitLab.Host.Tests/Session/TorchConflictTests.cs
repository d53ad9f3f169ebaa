using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Host.Tests.Session;

/// <summary>Two assemblies that declare the same names, called as the two backends are.</summary>
public sealed class TorchConflictTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    [Theory]
    [InlineData("DigitLab.Torch", "TorchSharp")]
    [InlineData("TorchSharp", "DigitLab.Torch")]
    public void The_second_backend_is_refused_and_the_session_goes_on(string first, string second)
    {
        var session = new TestSession(folder.FullName);
        session.Succeed($"#r \"{Backend(first)}\"");
        session.Succeed("Where.Name").ResultText.ShouldBe(first);

        session
            .Run($"#r \"{Backend(second)}\"")
            .Error!.Message.ShouldBe(
                $"This session runs on {first}, and {second} declares the same names. To use {second}, restart the session "
                    + $"and choose it for the whole of it: DIGITLAB_BACKEND={second}, or setup.dib's line."
            );

        session.Succeed("Where.Name").ResultText.ShouldBe(first);
        session.Succeed($"#r \"{Backend(first)}\"\nWhere.Name").ResultText.ShouldBe(first);
    }

    private string Backend(string name)
    {
        var path = Path.Combine(folder.FullName, name + ".dll");
        if (!File.Exists(path))
        {
            CSharpCompilation
                .Create(
                    name,
                    [
                        CSharpSyntaxTree.ParseText(
                            $"public static class Where {{ public static string Name => \"{name}\"; }}"
                        ),
                    ],
                    [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
                    new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                )
                .Emit(path)
                .Success.ShouldBeTrue();
        }
        return path;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
