using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Tests.Session;

/// <summary>Packages that these tests restore themselves, so that they are on the machine, or that they make.</summary>
public sealed class NuGetPackagesTests : IDisposable
{
    private readonly TestPackage made = new();
    private readonly TestSession session = new();

    public void Dispose() => made.Dispose();

    [Fact]
    public void A_package_is_there_in_its_cell_and_in_those_after_it()
    {
        var cell = session.Succeed("#r \"nuget: Shouldly, 4.2.1\"\nusing Shouldly;\n(1 + 1).ShouldBe(2);\n\"ok\"");
        cell.Shown.Single().Text("text/plain").ShouldBe("Installed Shouldly 4.2.1");
        cell.ResultText.ShouldBe("ok");
        session.Run("1.ShouldBe(2)").Error!.Name.ShouldBe("Shouldly.ShouldAssertException");
    }

    [Theory]
    [InlineData("#r \"nuget:Shouldly,4.2.1\" // a comment")]
    [InlineData("#r \"nuget: shouldly, 4.2.1\";")]
    [InlineData("#r nuget:Shouldly,4.2.1")]
    [InlineData("#r nuget:Shouldly, 4.2.1 // a comment")]
    [InlineData("  #r  \"nuget: Shouldly , 4.2.1 \"")]
    [InlineData("#r \"nuget: Shouldly, 4.2.*\"")]
    [InlineData("#!time\n#r \"nuget: Shouldly, 4.2.1\"")]
    public void A_package_is_asked_for_in_any_of_these_forms(string line)
    {
        session.Succeed(line + "\ntypeof(Shouldly.Should).Name").ResultText.ShouldBe("Should");
    }

    [Theory]
    [InlineData("var text = \"\"\"\n#r \"nuget: No.Such.Package\"\n\"\"\";\ntext.Length > 0")]
    [InlineData("/*\n#r \"nuget: No.Such.Package\"\n*/\ntrue")]
    [InlineData("// #r \"nuget: No.Such.Package\"\ntrue")]
    public void What_is_no_directive_asks_for_nothing(string code)
    {
        session.Succeed(code).ResultText.ShouldBe("True");
    }

    [Theory]
    [InlineData("#r \"nuget: Shouldly, 4,2.1\"")]
    [InlineData("#r \"nuget: \"")]
    [InlineData("#r \"nuget: Should ly, 4.2.1\"")]
    public void A_line_that_cannot_be_read_says_what_would_be_right(string line)
    {
        var error = session.Run("\n" + line).Error!;
        error.Message.ShouldContain("is not a package and version. Write #r \"nuget: NAME\"");
        error.Line.ShouldBe(2);
    }

    [Fact]
    public void A_package_that_cannot_be_had_is_named_and_the_session_goes_on()
    {
        // Twice: what the first attempt leaves behind is no package.
        for (var attempt = 0; attempt < 2; attempt++)
        {
            var cell = session.Run("#r \"nuget: DigitLab.No.Such.Package, 1.0.0\"\n1");
            cell.Error.ShouldNotBeNull()
                .Message.ShouldStartWith("DigitLab.No.Such.Package 1.0.0 could not be restored. NU1");
        }
        session.Succeed("2").ResultText.ShouldBe("2");
    }

    [Fact]
    public void A_version_that_there_is_not_names_those_that_there_are()
    {
        made.Add("DigitLab.Test.Versions", "public class C;");
        var error = session
            .Run($"#i \"nuget: {made.Source}\"\n#r \"nuget: DigitLab.Test.Versions, 99.0.0\"")
            .Error!.Message;
        error.ShouldContain("NU1102");
        error.ShouldContain(made.Version);
        error.ShouldEndWith("Use an existing version, or none for the newest.");
    }

    [Fact]
    public void Another_version_of_a_loaded_package_is_refused()
    {
        session.Succeed("#r \"nuget: Shouldly, 4.2.1\"");
        session
            .Run("#r \"nuget: Shouldly, 4.2.0\"")
            .Error!.Message.ShouldBe(
                "Shouldly is already loaded in version 4.2.1; 4.2.0 is available after a restart."
            );
        session.Succeed("#r \"nuget: Shouldly\"\n#r \"nuget: Shouldly, 4.*\"");
    }

    [Fact]
    public void Two_versions_in_a_cell_leave_nothing_behind()
    {
        var error = session.Run("#r \"nuget: Shouldly, 4.2.1\"\n#r \"nuget: Shouldly, 4.2.0\"").Error!;
        error.Message.ShouldBe("Shouldly is requested in versions 4.2.1 and 4.2.0; keep one of the lines.");
        error.Line.ShouldBe(2);
        session.Succeed("#r \"nuget: Shouldly, 4.2.1\"\ntypeof(Shouldly.Should).Name").ResultText.ShouldBe("Should");
    }

    [Fact]
    public void A_cell_gets_all_of_its_packages_or_none()
    {
        session
            .Run("#r \"nuget: Shouldly, 4.2.1\"\n#r \"nuget: DigitLab.No.Such.Package, 1.0.0\"")
            .Error.ShouldNotBeNull();
        session.Run("typeof(Shouldly.Should)").Error.ShouldNotBeNull();
        session.Succeed("#r \"nuget: Shouldly, 4.2.1\"\ntypeof(Shouldly.Should).Name").ResultText.ShouldBe("Should");
    }

    [Fact]
    public void A_script_brings_its_packages_by_load_and_by_import()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(Path.Combine(folder.Path, "scripts"));
        File.WriteAllText(
            Path.Combine(folder.Path, "scripts", "inner.csx"),
            "#r \"nuget: Shouldly, 4.2.1\"\nusing Shouldly;\nstring Should() => typeof(Should).Name;"
        );
        File.WriteAllText(Path.Combine(folder.Path, "outer.csx"), "#load \"scripts/inner.csx\"");
        new TestSession(folder.Path).Succeed("#load \"outer.csx\"\nShould()").ResultText.ShouldBe("Should");
        new TestSession(folder.Path).Succeed("#!import scripts/inner.csx\nShould()").ResultText.ShouldBe("Should");
    }

    [Fact]
    public void References_with_which_nothing_compiles_are_taken_back()
    {
        // The name of a class that every cell imports.
        made.Add(
            "DigitLab.Test.Clash",
            "public class Other; namespace Microsoft.DotNet.Interactive { public static class Kernel; }"
        );
        var ask = $"#i \"nuget: {made.Source}\"\n#r \"nuget: DigitLab.Test.Clash, {made.Version}\"\n1";
        session.Run(ask).Traceback.ShouldContain("restart, and load only one of them");
        session.Succeed("1 + 1").ResultText.ShouldBe("2");
        // It does not count as loaded: asked for again, it is loaded. (The first cell's imports stand by now.)
        session.Run("new Other()").Error.ShouldNotBeNull();
        session.Succeed(ask + ".ToString() + new Other()").ResultText.ShouldBe("1Other");
        session.Succeed("display(3);").Shown.Single().Text("text/plain").ShouldBe("3");
    }

    [Fact]
    public void Two_packages_for_the_same_thing_are_not_loaded_together()
    {
        var types = string.Join(' ', Enumerable.Range(0, 12).Select(i => $"public class Layer{i};"));
        made.Add("DigitLab.Test.Managed", $"namespace Backend {{ {types} }}");
        made.Add("DigitLab.Test.Native", $"namespace Backend {{ {types} public class More; }}");
        session.Succeed($"#i \"nuget: {made.Source}\"\n#r \"nuget: DigitLab.Test.Managed, {made.Version}\"\n1");
        session
            .Run($"#r \"nuget: DigitLab.Test.Native, {made.Version}\"")
            .Error!.Message.ShouldMatch(
                "DigitLab.Test.Native .* and DigitLab.Test.Managed, which is loaded already, declare the same types, such as "
                    + "Backend.Layer.*Restart, and load only one of the two."
            );
        session
            .Succeed("new Backend.Layer3().GetType().Assembly.GetName().Name")
            .ResultText.ShouldBe("DigitLab.Test.Managed");
    }

    [Fact]
    public void A_damaged_package_is_told_of()
    {
        File.WriteAllText(Path.Combine(made.Source, $"DigitLab.Test.Damaged.{made.Version}.nupkg"), "no archive");
        session
            .Run($"#i \"nuget: {made.Source}\"\n#r \"nuget: DigitLab.Test.Damaged, {made.Version}\"")
            .Error!.Message.ShouldMatch(
                "DigitLab.Test.Damaged .* could not be restored. .*damaged|DigitLab.Test.Damaged .* NU1"
            );
        session.Succeed("2").ResultText.ShouldBe("2");
    }

    [Fact]
    public void Native_libraries_for_other_systems_are_told_of()
    {
        made.Add(
            "DigitLab.Test.Foreign",
            "public class Foreign;",
            ("runtimes/win-arm64/native/x.dll", [1]),
            ("runtimes/tizen-x86/native/x.so", [1])
        );
        var cell = session.Succeed(
            $"#i \"nuget: {made.Source}\"\n#r \"nuget: DigitLab.Test.Foreign, {made.Version}\"\nnew Foreign().GetType().Name"
        );
        cell.ResultText.ShouldBe("Foreign");
        cell.Shown.Single()
            .Text("text/plain")!
            .ShouldContain("has native libraries for tizen-x86, win-arm64 but none for this system");
    }

    [Fact]
    public void No_network_is_told_of()
    {
        // A source where nobody answers.
        session
            .Run("#i \"nuget: http://127.0.0.1:9/v3/index.json\"\n#r \"nuget: DigitLab.Test.Nowhere, 1.0.0\"")
            .Error!.Message.ShouldStartWith("DigitLab.Test.Nowhere 1.0.0 could not be restored. NU1");
        session.Succeed("2").ResultText.ShouldBe("2");
    }

    [Theory]
    [InlineData(
        "/x/packages.csproj : error NU1301: Unable to load the service index for source https://x.",
        "NU1301: Unable to load the service index for source https://x. Is there a network? Packages restored before need none if their full version is given."
    )]
    [InlineData(
        "/x/packages.csproj : error NU1605: Detected package downgrade: A from 2 to 1. [/x/packages.csproj]",
        "NU1605: Detected package downgrade: A from 2 to 1. Use the higher version."
    )]
    [InlineData(
        "/sdk/NuGet.targets(196,5): error : 'abc' is not a valid version string. [/x/packages.csproj]",
        "'abc' is not a valid version string."
    )]
    [InlineData(
        "/x/packages.csproj : error NU1103: Unable to find a stable package A.\n/x/packages.csproj : error NU1103: Unable to find a stable package A.",
        "NU1103: Unable to find a stable package A. There are only prereleases: use one of them, or *-* for the newest."
    )]
    public void NuGets_reasons_come_with_advice(string output, string expected)
    {
        PackageProject.Reason(output).ShouldBe(expected);
    }
}
