using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Editions;

/// <summary>What students have written into their folder stays, whatever is written there later.</summary>
public sealed class EditionUpdateTests : IDisposable
{
    private const string Lab = """
        #!markdown
        # A lab
        ![](a.png)
        #!csharp
        // parameters
        var quick = false;
        var steps = 10;
        #!csharp
        // Exercise 1.
        var answer = 0;
        // BEGIN SOLUTION
        answer = 42;
        // END SOLUTION
        #!markdown
        <!-- BEGIN SOLUTION -->
        Because.
        <!-- END SOLUTION -->
        #!csharp
        Console.WriteLine(answer);
        """;

    private readonly TemporaryFolder folder = new();

    public EditionUpdateTests()
    {
        folder.Write("course/lab.dib", Lab);
        folder.Write("course/a.png", "picture");
        Student().ExitCode.ShouldBe(0);
    }

    public static TheoryData<string> Formats() => [.. NotebookFile.Extensions];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_folder_that_nobody_changed_is_written_again()
    {
        var before = File.GetLastWriteTimeUtc(Copy("lab.dib"));
        Student().Out.ShouldContain("0 of 3 files written");
        File.GetLastWriteTimeUtc(Copy("lab.dib")).ShouldBe(before);
        folder.Write("course/lab.dib", Lab.Replace("A lab", "A better lab"));
        Student().Out.ShouldContain("2 of 3 files written");
        File.ReadAllText(Copy("lab.dib")).ShouldContain("A better lab");
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_file_that_was_changed_is_named_and_nothing_is_written(string format)
    {
        Edit("lab" + format, "// YOUR CODE HERE", "answer = 41;");
        folder.Write("course/lab.dib", Lab.Replace("A lab", "A better lab"));
        var before = Directory.EnumerateFiles(Copy("")).ToDictionary(path => path, File.ReadAllText);
        var result = Student();
        result.ExitCode.ShouldBe(1, result.All);
        result.Error.ShouldContain(Copy("lab" + format));
        result.Error.ShouldNotContain(Copy("lab" + (format == ".dib" ? ".ipynb" : ".dib")));
        Directory.EnumerateFiles(Copy("")).ToDictionary(path => path, File.ReadAllText).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void An_update_takes_the_labs_changes_and_keeps_answers_and_cells(string format)
    {
        var name = "lab" + format;
        Edit(name, "// YOUR CODE HERE", "answer = 41;");
        Edit(name, "*Your answer:*", "I think so.");
        Edit(name, "steps = 10", "steps = 99");
        var mine = NotebookFile.Load(Copy(name));
        mine.Cells.Insert(
            3,
            new Cell
            {
                Type = CellType.Code,
                Kernel = NotebookLanguages.CSharp,
                Source = "// my own\nanswer + 1",
            }
        );
        NotebookFile.Save(mine, Copy(name));
        folder.Write(
            "course/lab.dib",
            Lab.Replace("A lab", "A better lab")
                .Replace("// Exercise 1.", "// Exercise 1: be careful.")
                .Replace("quick = false", "quick = true")
                .Replace("#!csharp\nConsole", "#!markdown\nNew text.\n#!csharp\nConsole")
        );
        var result = Student("--update");
        result.ExitCode.ShouldBe(0, result.All);
        result.Out.ShouldNotContain("cell ");
        NotebookFile
            .Load(Copy(name))
            .Cells.Select(cell => cell.Source)
            .ShouldBe([
                "# A better lab\n![](a.png)",
                "// parameters\nvar quick = true;\nvar steps = 99;",
                "// Exercise 1: be careful.\nvar answer = 0;\nanswer = 41;",
                "// my own\nanswer + 1",
                "I think so.",
                "New text.",
                "Console.WriteLine(answer);",
            ]);
        // Now and later: it is still the student's file.
        Student().ExitCode.ShouldBe(1);
        var before = File.ReadAllText(Copy(name));
        Student("--update").ExitCode.ShouldBe(0);
        File.ReadAllText(Copy(name)).ShouldBe(before);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Where_both_changed_the_same_lines_both_are_there(string format)
    {
        var name = "lab" + format;
        Edit(name, "var answer = 0;", "var answer = 7;");
        folder.Write("course/lab.dib", Lab.Replace("var answer = 0;", "long answer = 0;"));
        var result = Student("--update");
        result.ExitCode.ShouldBe(0, result.All);
        result.Out.ShouldContain($"{name}: cell 3: you and the lab have changed the same lines");
        var cells = NotebookFile.Load(Copy(name)).Cells;
        cells.Count.ShouldBe(6);
        cells[2].Source.ShouldContain("var answer = 7;");
        cells[3].Type.ShouldBe(CellType.Markdown);
        cells[3].Source.ShouldContain("```csharp\n// Exercise 1.\nlong answer = 0;");
    }

    [Fact]
    public void Outputs_stay_with_cells_that_the_update_leaves_alone()
    {
        var run = Tools.Digitlab("run", Copy("lab.ipynb"), "--out", Copy("lab.ipynb"));
        run.ExitCode.ShouldBe(0, run.All);
        folder.Write("course/lab.dib", Lab.Replace("A lab", "A better lab"));
        Student().ExitCode.ShouldBe(1);
        Student("--update").ExitCode.ShouldBe(0);
        var cells = NotebookFile.Load(Copy("lab.ipynb")).Cells;
        cells[0].Source.ShouldContain("A better lab");
        cells[^1].Outputs.OfType<StreamOutput>().Single().Text.ShouldBe("0\n");
    }

    [Fact]
    public void What_is_no_notebook_or_not_known_stays_and_the_new_one_lies_beside_it()
    {
        File.WriteAllText(Copy("a.png"), "my picture");
        Student("--update").ExitCode.ShouldBe(0);
        File.ReadAllText(Copy("a.png")).ShouldBe("my picture");
        File.Exists(Copy("a.new.png")).ShouldBeFalse();

        folder.Write("course/a.png", "new picture");
        var result = Student("--update");
        result.Out.ShouldContain("a.png: your version is kept; the new one is a.new.png.");
        File.ReadAllText(Copy("a.png")).ShouldBe("my picture");
        File.ReadAllText(Copy("a.new.png")).ShouldBe("new picture");

        // A folder from elsewhere, of which nothing is known.
        folder.Write("other/lab.dib", "#!csharp\n1");
        var into = Tools.Digitlab("student", folder.Combine("course"), "--out", folder.Combine("other"));
        into.ExitCode.ShouldBe(1, into.All);
        Directory.EnumerateFileSystemEntries(folder.Combine("other")).Count().ShouldBe(1);
    }

    [Fact]
    public void A_damaged_notebook_stays_and_the_new_one_lies_beside_it()
    {
        File.WriteAllText(Copy("lab.ipynb"), "{");
        folder.Write("course/lab.dib", Lab.Replace("A lab", "A better lab"));
        var result = Student("--update");
        result.ExitCode.ShouldBe(0, result.All);
        File.ReadAllText(Copy("lab.ipynb")).ShouldBe("{");
        File.ReadAllText(Copy("lab.new.ipynb")).ShouldContain("A better lab");
    }

    [Fact]
    public void One_edition_is_not_written_over_the_other()
    {
        var result = Tools.Digitlab("solutions", folder.Combine("course"), "--out", folder.Combine("student"));
        result.ExitCode.ShouldBe(2, result.All);
        result.Error.ShouldContain("holds the student edition");
    }

    private Tools.Output Student(params string[] options) =>
        Tools.Digitlab(["student", folder.Combine("course"), "--out", folder.Combine("student"), .. options]);

    private string Copy(string name) => folder.Combine("student", name);

    private void Edit(string name, string from, string to)
    {
        var text = File.ReadAllText(Copy(name));
        text.ShouldContain(from);
        File.WriteAllText(Copy(name), text.Replace(from, to));
    }
}
