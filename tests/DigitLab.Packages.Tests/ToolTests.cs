namespace DigitLab.Packages.Tests;

/// <summary>The <c>digitlab</c> command as a package, installed and started.</summary>
public class ToolTests
{
    [Fact]
    public void The_tool_is_packed_installed_and_runs()
    {
        using var folder = new TemporaryFolder();
        var (feed, tools) = (Path.Combine(folder.Path, "feed"), Path.Combine(folder.Path, "tools"));
        Dotnet.Run(Checkout.Root, "pack", "host", "-c", Checkout.Configuration, "--no-build", "-o", feed);
        var package = Package.Single(feed, "DigitLab.Host");
        package.Text("license").ShouldBe("MIT");
        package.Files.ShouldContain("README.md");
        package.Files.ShouldContain("THIRD-PARTY-NOTICES.md");

        Dotnet.Run(
            folder.Path,
            "tool",
            "install",
            "DigitLab.Host",
            "--version",
            package.Version,
            "--tool-path",
            tools,
            "--add-source",
            feed,
            "--ignore-failed-sources"
        );
        var digitlab = Path.Combine(tools, OperatingSystem.IsWindows() ? "digitlab.exe" : "digitlab");
        Dotnet.Start(digitlab, folder.Path, "--version").ShouldStartWith(package.Version);
        Dotnet.Start(digitlab, folder.Path, "--help").ShouldContain("render");

        // The compiler and all that it needs came along.
        File.WriteAllText(Path.Combine(folder.Path, "one.dib"), "#!csharp\n6 * 7");
        Dotnet.Start(digitlab, folder.Path, "run", "one.dib").ShouldContain("42");
    }
}
