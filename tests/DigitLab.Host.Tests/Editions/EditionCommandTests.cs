using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Editions;

public sealed class EditionCommandTests : IDisposable
{
    private const string Lab = """
        #!markdown
        # A lab
        [next](second.dib) [map](pictures/map.md) ![](pictures/a%20b.png) [data](../data/x.txt)
        #!csharp
        #!import setup.dib
        #!csharp
        // BEGIN SOLUTION
        var answer = Double(21);
        // END SOLUTION
        #!csharp
        Console.WriteLine("end");
        """;

    private readonly TemporaryFolder folder = new();

    public EditionCommandTests()
    {
        folder.Write("library/helpers.csx", "int Double(int x) => 2 * x;");
        folder.Write("data/x.txt", "data");
        folder.Write("course/setup.dib", "#!csharp\n#load \"../library/helpers.csx\"");
        folder.Write("course/first lab.dib", Lab);
        folder.Write("course/first lab.ipynb", "generated, never read");
        folder.Write("course/second.dib", "#!markdown\n# Second");
        folder.Write("course/pictures/a b.png", "picture");
        folder.Write("course/pictures/map.md", "[first](<../first lab.dib>) [data](../../data/x.txt)");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void An_edition_runs_from_where_it_is_written()
    {
        var output = folder.Combine("elsewhere", "für alle");
        var result = Tools.Digitlab("student", folder.Combine("course"), "--out", output);
        result.ExitCode.ShouldBe(0, result.All);
        result.Error.ShouldBeEmpty();
        result.Out.ShouldContain("first lab: 1 solution\n");
        Files(output)
            .ShouldBe([
                "first lab.dib",
                "first lab.ipynb",
                "pictures/a b.png",
                "pictures/map.md",
                "second.dib",
                "second.ipynb",
                "setup.dib",
            ]);
        var dib = NotebookFile.Load(Path.Combine(output, "first lab.dib"));
        dib.Cells[0].Source.ShouldContain("[next](second.dib)");
        dib.Cells[0].Source.ShouldContain("(../../data/x.txt)");
        dib.Cells[2].Source.ShouldBe("// YOUR CODE HERE");
        NotebookFile
            .Load(Path.Combine(output, "first lab.ipynb"))
            .Cells[0]
            .Source.ShouldContain("[next](second.ipynb)");
        File.ReadAllText(Path.Combine(output, "pictures", "map.md")).ShouldContain("(../../../data/x.txt)");
        // Wherever the folder is moved to, what it loads stays where it is.
        NotebookFile
            .Load(Path.Combine(output, "setup.dib"))
            .Cells[0]
            .Source.ShouldBe($"#load \"{folder.Combine("library", "helpers.csx").Replace('\\', '/')}\"");

        foreach (var name in new[] { "first lab.dib", "first lab.ipynb" })
        {
            var run = Tools.Digitlab("run", Path.Combine(output, name));
            run.ExitCode.ShouldBe(0, run.All);
            run.Out.ShouldContain("end");
        }
    }

    [Fact]
    public void The_source_is_never_overwritten()
    {
        var before = File.ReadAllText(folder.Combine("course", "first lab.dib"));
        var result = Tools.Digitlab("student", folder.Combine("course"), "--out", folder.Combine("course", "x", ".."));
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain("--out must be another folder");
        File.ReadAllText(folder.Combine("course", "first lab.dib")).ShouldBe(before);
    }

    [Fact]
    public void A_mark_without_partner_names_file_and_cell_and_nothing_is_written()
    {
        var lab = folder.Write("course/third.dib", "#!csharp\n1\n#!csharp\n// BEGIN SOLUTION");
        var output = folder.Combine("out");
        var result = Tools.Digitlab("solutions", folder.Combine("course"), "--out", output);
        result.ExitCode.ShouldBe(2);
        result.Error.ShouldContain($"{lab}: cell 2, line 1: // BEGIN SOLUTION without");
        Directory.Exists(output).ShouldBeFalse();
    }

    [Fact]
    public void A_notebook_that_is_not_given_does_not_come_along()
    {
        var output = folder.Combine("out");
        var result = Tools.Digitlab("student", folder.Combine("course", "first lab.dib"), "--out", output);
        result.ExitCode.ShouldBe(0);
        result.Error.ShouldContain("the link to second.dib is broken");
        File.Exists(Path.Combine(output, "second.dib")).ShouldBeFalse();
    }

    [Fact]
    public void A_self_contained_edition_runs_without_the_notebooks_it_was_made_of()
    {
        folder.Write("library/helpers.csx", "#load \"more/twice.csx\"\nint Double(int x) => Twice(x);");
        folder.Write("library/more/twice.csx", "int Twice(int x) => 2 * x;");
        folder.Write("tests/Answers/first lab.md", "answers");
        var output = folder.Combine("elsewhere", "handed out");
        var result = Tools.Digitlab("student", folder.Combine("course"), "--self-contained", "--out", output);
        result.ExitCode.ShouldBe(0, result.All);
        result.Error.ShouldBeEmpty();
        Files(output)
            .Where(name => !name.StartsWith("host/", StringComparison.Ordinal))
            .ShouldBe([
                "data/x.txt",
                "digitlab",
                "digitlab.cmd",
                "first lab.dib",
                "first lab.ipynb",
                "library/helpers.csx",
                "library/more/twice.csx",
                "pictures/a b.png",
                "pictures/map.md",
                "second.dib",
                "second.ipynb",
                "setup.dib",
            ]);
        File.ReadAllText(Path.Combine(output, "pictures", "map.md")).ShouldContain("(../data/x.txt)");
        foreach (var gone in new[] { "course", "library", "data" })
        {
            Directory.Delete(folder.Combine(gone), recursive: true);
        }
        var moved = folder.Combine("moved");
        Directory.Move(output, moved);
        foreach (var name in new[] { "first lab.dib", "first lab.ipynb" })
        {
            var host = Path.Combine(moved, "host", "DigitLab.Host.dll");
            var run = Tools.Run(
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
                [host, "run", Path.Combine(moved, name)]
            );
            run.ExitCode.ShouldBe(0, run.All);
            run.Out.ShouldContain("end");
        }
    }

    [Fact]
    public void A_self_contained_edition_has_what_lies_beside_an_assembly()
    {
        var library = Path.GetDirectoryName(typeof(Shouldly.Should).Assembly.Location)!;
        folder.Write("library/helpers.csx", "#r \"bin/Shouldly.dll\"\nint Double(int x) => 2 * x;");
        Directory.CreateDirectory(folder.Combine("library", "bin"));
        File.Copy(Path.Combine(library, "Shouldly.dll"), folder.Combine("library", "bin", "Shouldly.dll"));
        folder.Write("library/bin/Shouldly.xml", "<doc/>");
        folder.Write("library/bin/Shouldly.pdb", "symbols");
        var output = folder.Combine("out");
        Tools.Digitlab("student", folder.Combine("course"), "--self-contained", "--out", output).ExitCode.ShouldBe(0);
        Files(Path.Combine(output, "library")).ShouldBe(["bin/Shouldly.dll", "bin/Shouldly.xml", "helpers.csx"]);
    }

    private static string[] Files(string folder) =>
        [
            .. Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Select(path => Path.GetRelativePath(folder, path).Replace('\\', '/'))
                .Where(name => !name.StartsWith(".digitlab/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal),
        ];
}
