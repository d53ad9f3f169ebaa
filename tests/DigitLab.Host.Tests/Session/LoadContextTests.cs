using DigitLab.Host.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace DigitLab.Host.Tests.Session;

public sealed class LoadContextTests
{
    [Theory]
    [InlineData("DigitLab.Files")]
    [InlineData("Markdig")]
    public void A_notebook_uses_its_own_version_of_a_library_that_the_host_has_too(string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Combine(name + ".dll");
        var source = """
            [assembly: System.Reflection.AssemblyVersion("9.9.0.0")]
            public static class Newer
            {
                public static string Version => typeof(Newer).Assembly.GetName().Version!.ToString();
            }
            """;
        CSharpCompilation
            .Create(
                name,
                [CSharpSyntaxTree.ParseText(source)],
                References.Default,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            )
            .Emit(path)
            .Success.ShouldBeTrue();

        new TestSession().Succeed($"#r \"{path}\"\nNewer.Version").ResultText.ShouldBe("9.9.0.0");
    }
}
