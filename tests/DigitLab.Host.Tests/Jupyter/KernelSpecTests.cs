using DigitLab.Host.Jupyter;

namespace DigitLab.Host.Tests.Jupyter;

/// <summary>Whose kernel is whose, where two programs want one name.</summary>
public sealed class KernelSpecTests : IDisposable
{
    private readonly TemporaryFolder prefix = new();

    public void Dispose() => prefix.Dispose();

    private string Kernels => KernelSpec.PrefixFolder(prefix.Path);

    private string Foreign() =>
        prefix.Write(
            Path.Combine("share", "jupyter", "kernels", ".net-csharp", "kernel.json"),
            """{ "argv": ["dotnet", "interactive", "jupyter", "{connection_file}"], "display_name": ".NET (C#)" }"""
        );

    private Tools.Output Jupyter(string verb, params string[] more) =>
        Tools.Digitlab(["jupyter", verb, "--prefix", prefix.Path, .. more]);

    [Fact]
    public void Another_programs_kernel_stays()
    {
        var file = Foreign();
        var before = File.ReadAllText(file);
        var refused = Jupyter("install");
        refused.ExitCode.ShouldBe(3);
        refused.Error.ShouldContain("is another program's kernel (dotnet interactive jupyter {connection_file})");
        refused.Error.ShouldContain("--name NAME installs beside it");
        Jupyter("uninstall").ExitCode.ShouldBe(3);
        File.ReadAllText(file).ShouldBe(before);

        Jupyter("install", "--name", "digitlab").ExitCode.ShouldBe(0);
        File.Exists(Path.Combine(Kernels, "digitlab", "kernel.json")).ShouldBeTrue();
        File.ReadAllText(file).ShouldBe(before);
    }

    [Fact]
    public void Force_replaces_it()
    {
        Foreign();
        Jupyter("install", "--force").ExitCode.ShouldBe(0);
        KernelSpec.FindForeign(Kernels, ".net-csharp").ShouldBeNull();
        // Its own is replaced and removed without a word.
        Jupyter("install").ExitCode.ShouldBe(0);
        Jupyter("uninstall").ExitCode.ShouldBe(0);
        Directory.Exists(Path.Combine(Kernels, ".net-csharp")).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_no_kernelspec_is_another_programs()
    {
        prefix.Write(Path.Combine("share", "jupyter", "kernels", ".net-csharp", "kernel.json"), "{");
        Jupyter("install").ExitCode.ShouldBe(3);
    }
}
