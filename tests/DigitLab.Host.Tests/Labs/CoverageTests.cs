using DigitLab.Host.Documents;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Labs;

/// <summary>Every row of the lab sheets has a cell from which it is handed in, and the list of them is up to date.</summary>
public class CoverageTests
{
    private const string Rows = """
        [
          {"id": "a-1", "sheet": "A", "section": "1", "asks": "a table"},
          {"id": "a-2", "sheet": "A", "section": "1.2", "asks": "why | how"},
          {"id": "b-1", "sheet": "B", "section": "x", "asks": "a model"}
        ]
        """;

    private static string ListPath => Path.Combine(Course.Notebooks(), "COVERAGE.md");

    [Fact]
    public void Every_row_has_a_cell()
    {
        OfCourse().Missing.ShouldBeEmpty("Rows of rows.json that no lab marks with <!-- row: ID -->.");
    }

    [Fact]
    public void Every_mark_names_a_row()
    {
        OfCourse().Unknown.ShouldBeEmpty("Marks in labs that rows.json does not have.");
    }

    [Fact]
    public void The_list_is_up_to_date()
    {
        var list = OfCourse().ToMarkdown();
        if (Environment.GetEnvironmentVariable("DIGITLAB_WRITE_COVERAGE") == "1")
        {
            File.WriteAllText(ListPath, list);
        }
        File.ReadAllText(ListPath)
            .ReplaceLineEndings("\n")
            .ShouldBe(list, "COVERAGE.md is stale; DIGITLAB_WRITE_COVERAGE=1 writes it again.");
    }

    [Fact]
    public void A_row_leads_to_its_cell()
    {
        var lab = DibReader.Read(
            """
            #!markdown
            # 1. Look
            #!markdown
            ## The *first* thing
            **Exercise 1.** Not this.

            <!-- row: a-1 -->
            **Exercise 2.** This.
            #!csharp
            1
            #!markdown
            <!-- row: a-2 -->
            #!csharp
            2
            #!markdown
            **Question 3.** What?
            <!-- row: nowhere -->
            """
        );
        var coverage = Coverage.Of(Rows, [new Lab("/labs/01-look.dib", lab)]);
        coverage.Missing.ShouldBe(["b-1"]);
        coverage.Unknown.ShouldBe(["nowhere in 01-look"]);
        var list = coverage.ToMarkdown();
        list.ShouldContain("| 1 | a table | [1. Look](01-look.dib#the-first-thing): Exercise 2, cell 2 |\n");
        list.ShouldContain("| 1.2 | why \\| how | [1. Look](01-look.dib#the-first-thing): cell 5 |\n");
        list.ShouldContain("## B\n\n| section | what is asked | where |\n| --- | --- | --- |\n| x | a model | — |\n");
    }

    private static Coverage OfCourse() =>
        Coverage.Of(File.ReadAllText(Path.Combine(Course.Notebooks(), "rows.json")), Course.Labs());
}
