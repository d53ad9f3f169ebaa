using System.ComponentModel;
using System.IO.Compression;
using System.Text.RegularExpressions;
using DigitLab.Host.Tests.Labs;

namespace DigitLab.Host.Tests.VsCode;

/// <summary>The extension's own tests, which are written in TypeScript.</summary>
public partial class ExtensionTests
{
    [Fact]
    public void Its_documents_protocol_and_outputs() => Run("test");

    /// <summary>
    /// A student's session with a lab in VS Code's server, in a real browser. It says itself what is missing.
    /// </summary>
    [Fact]
    public void A_student_works_through_a_lab_in_vs_code()
    {
        Course.NeedsLibrary();
        // On a busy machine a window may miss a key.
        Run("e2e", attempts: 2);
    }

    [Fact]
    public void The_command_puts_this_program_into_the_extension()
    {
        Install(Path.Combine(Course.Repository(), "vscode"));
        using var folder = new TemporaryFolder();
        var path = folder.Combine("digitlab.vsix");

        var output = Tools.Digitlab("vscode-extension", "--out", path);

        output.ExitCode.ShouldBe(0, output.All);
        using var archive = ZipFile.OpenRead(path);
        var names = archive.Entries.Select(entry => entry.FullName).ToArray();
        names.ShouldContain("extension/dist/extension.js");
        names.ShouldContain("extension/host/DigitLab.Host.dll");
        names.ShouldContain("extension/host/DigitLab.Host.runtimeconfig.json");
        names.ShouldNotContain(name => name.Contains("node_modules"));
        new FileInfo(path).Length.ShouldBeLessThan(15 * 1024 * 1024);
    }

    /// <summary>Runs a script of the extension's; skips the test where that skipped everything or cannot run.</summary>
    private static void Run(string script, int attempts = 1)
    {
        var folder = Path.Combine(Course.Repository(), "vscode");
        var host = Path.Combine(AppContext.BaseDirectory, "DigitLab.Host.dll");
        Install(folder);
        Tools.Output Attempt() => Npm(folder, ["run", "--silent", script, "--", "--tap"], ("DIGITLAB_HOST", host));
        var output = Attempt();
        for (var attempt = 1; attempt < attempts && output.ExitCode != 0; attempt++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"Once more: {Failures(output.All)}");
            output = Attempt();
        }
        var skipped = SkippedWith().Match(output.Out);
        output.ExitCode.ShouldBe(0, Failures(output.All));
        TestContext.Current.TestOutputHelper?.WriteLine(output.Out);
        if (skipped.Success && Count(output.Out, "pass") == 0)
        {
            Assert.Skip(skipped.Groups["reason"].Value);
        }
    }

    private static void Install(string folder)
    {
        if (!File.Exists(Path.Combine(folder, "package.json")))
        {
            Assert.Skip("Needs the folder vscode.");
        }
        NeedsNode();
        var installed = new FileInfo(Path.Combine(folder, "node_modules", ".package-lock.json"));
        if (
            installed.Exists
            && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(folder, "package-lock.json"))
        )
        {
            return;
        }
        var output = Npm(folder, ["ci"]);
        if (output.ExitCode != 0)
        {
            Assert.Skip($"Needs the packages of vscode/: npm ci failed. {output.Error}");
        }
    }

    private static void NeedsNode()
    {
        try
        {
            var version = Tools.Run("node", ["--version"]).Out.Trim();
            Npm(".", ["--version"]);
            if (Version.Parse(version.TrimStart('v')).Major < 20)
            {
                Assert.Skip($"Needs Node.js 20 or later; this is {version}.");
            }
        }
        catch (Win32Exception)
        {
            Assert.Skip("Needs Node.js 20 or later with npm.");
        }
    }

    private static Tools.Output Npm(string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
        return Tools.Run(npm, ["--prefix", folder, .. arguments], environment);
    }

    private static int Count(string tap, string what) =>
        Regex.Match(tap, $@"^# {what} (?<count>\d+)", RegexOptions.Multiline) is { Success: true } match
            ? int.Parse(match.Groups["count"].Value)
            : 0;

    /// <summary>The failed tests with what they say, without the passed ones.</summary>
    private static string Failures(string tap)
    {
        var at = tap.IndexOf("not ok", StringComparison.Ordinal);
        return at < 0 ? tap : tap[at..Math.Min(tap.Length, at + 4000)];
    }

    [GeneratedRegex("# SKIP (?<reason>.+)")]
    private static partial Regex SkippedWith();
}
