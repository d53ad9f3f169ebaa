namespace DigitLab.Packages.Tests;

/// <summary>The engine and what it stands on as packages, used by a project that knows nothing else.</summary>
public class EngineTests
{
    private const string Project = """
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <ImplicitUsings>enable</ImplicitUsings>
            <RestoreIgnoreFailedSources>true</RestoreIgnoreFailedSources>
            <RestoreAdditionalProjectSources>../feed</RestoreAdditionalProjectSources>
            <!-- Nothing of this test stays in the user's packages. -->
            <RestorePackagesPath>../packages</RestorePackagesPath>
            <RestoreAdditionalProjectFallbackFolders>FALLBACK</RestoreAdditionalProjectFallbackFolders>
          </PropertyGroup>
          <ItemGroup>
            <PackageReference Include="DigitLab.Torch" Version="VERSION" />
          </ItemGroup>
        </Project>
        """;

    private const string Program = """
        using static TorchSharp.torch;

        var a = tensor(new float[,] { { 1, 2 }, { 3, 4 } });
        Console.WriteLine(a.matmul(a)[1, 1].item<float>());
        """;

    [Fact]
    public void A_project_with_the_package_multiplies_tensors()
    {
        using var folder = new TemporaryFolder();
        var feed = Path.Combine(folder.Path, "feed");
        // With folders of its own: the checkout's build is compiled ahead for this machine, packages are not.
        string[] options =
        [
            "-c",
            "Release",
            "-o",
            feed,
            "--artifacts-path",
            Path.Combine(folder.Path, "artifacts"),
            // Unlike any that the user has.
            $"-p:Version=0.0.1-test.{DateTime.UtcNow.Ticks}",
        ];
        foreach (var name in (string[])["DigitLab.Torch", "DigitLab.Kernels", "DigitLab.TensorBoard", "DigitLab.Files"])
        {
            Dotnet.Run(Checkout.Root, ["pack", Path.Combine("lib", name), "--nologo", .. options]);
            var one = Package.Single(feed, name);
            one.Text("license").ShouldBe("MIT", name);
            one.Text("authors").ShouldBe("The DigitLab authors", name);
            one.Files.ShouldContain("README.md", name);
        }
        var engine = Package.Single(feed, "DigitLab.Torch");
        string[] expected = ["DigitLab.Files", "DigitLab.Kernels", "DigitLab.TensorBoard", "System.Numerics.Tensors"];
        expected.Except(engine.Dependencies.Keys).ShouldBeEmpty();
        engine.Dependencies.Keys.Count(name => name.StartsWith("DigitLab.")).ShouldBe(3);
        // All that is public there is TorchSharp's, or needed for it.
        engine.Dependencies["DigitLab.Kernels"].ShouldBeFalse();
        engine.Dependencies["DigitLab.TensorBoard"].ShouldBeTrue();

        var project = Path.Combine(folder.Path, "project");
        Directory.CreateDirectory(project);
        var packages =
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        File.WriteAllText(
            Path.Combine(project, "project.csproj"),
            Project.Replace("VERSION", engine.Version).Replace("FALLBACK", packages)
        );
        File.WriteAllText(Path.Combine(project, "Program.cs"), Program);
        Dotnet.Run(project, "run", "-c", "Release").ShouldContain("22");
    }
}
