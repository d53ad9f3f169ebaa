namespace DigitLab.Packages.Tests;

/// <summary>The <c>digitlab</c> command as a package, installed and started.</summary>
public sealed class ToolTests(ToolTests.Installation installation) : IClassFixture<ToolTests.Installation>
{
    [Fact]
    public void The_package_says_what_it_is()
    {
        installation.Package.Text("license").ShouldBe("MIT");
        installation.Package.Text("authors").ShouldBe("The DigitLab authors");
        installation.Package.Files.ShouldContain("README.md");
        installation.Package.Files.ShouldContain("THIRD-PARTY-NOTICES.md");
    }

    [Fact]
    public void The_tool_starts()
    {
        installation.Digitlab("--version").ShouldStartWith(installation.Package.Version);
        installation.Digitlab("--help").ShouldContain("render");
    }

    /// <summary>The compiler and all that it needs came along, and notebooks have their processes.</summary>
    [Fact]
    public void The_tool_runs_a_notebook()
    {
        File.WriteAllText(Path.Combine(installation.Folder, "one.dib"), "#!csharp\n6 * 7");
        installation.Digitlab("run", "one.dib").ShouldContain("42");
    }

    /// <summary>Packed, and installed in a folder of its own.</summary>
    public sealed class Installation : IDisposable
    {
        private readonly TemporaryFolder folder = new();
        private readonly string tools;

        public Installation()
        {
            tools = Path.Combine(Folder, "tools");
            var feed = Path.Combine(Folder, "feed");
            Dotnet.Run(Checkout.Root, "pack", "host", "-c", Checkout.Configuration, "--no-build", "-o", feed);
            Package = Package.Single(feed, "DigitLab.Host");
            string[] what = ["tool", "install", "DigitLab.Host", "--version", Package.Version];
            Dotnet.Run(Folder, [.. what, "--tool-path", tools, "--add-source", feed, "--ignore-failed-sources"]);
        }

        public string Folder => folder.Path;

        internal Package Package { get; }

        public string Digitlab(params string[] arguments) =>
            Dotnet.Start(
                Path.Combine(tools, OperatingSystem.IsWindows() ? "digitlab.exe" : "digitlab"),
                Folder,
                arguments
            );

        public void Dispose() => folder.Dispose();
    }
}
