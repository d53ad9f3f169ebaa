using DigitLab.Host.Documents;
using DigitLab.Host.Editions;

namespace DigitLab.Host.Tests.Editions;

public class EditionTests
{
    private const string Exercise = """
        #!csharp
        double Square(double x)
        {
            // BEGIN SOLUTION
            return x * x;
            // END SOLUTION
        }
        #!markdown
        Why?

        <!-- BEGIN SOLUTION -->
        Because.
        <!-- END SOLUTION -->
        #!html
        <!-- BEGIN SOLUTION -->
        <b>x</b>
        <!-- END SOLUTION -->
        """;

    [Fact]
    public void Students_get_a_line_where_the_solution_was()
    {
        var edition = Edition.Make(DibReader.Read(Exercise), EditionKind.Student, out var solutions);
        solutions.ShouldBe(3);
        edition
            .Cells.Select(cell => cell.Source)
            .ShouldBe([
                "double Square(double x)\n{\n    // YOUR CODE HERE\n    throw new NotImplementedException();\n}",
                "Why?\n\n*Your answer:*",
                "<!-- YOUR CODE HERE -->",
            ]);
    }

    [Fact]
    public void Instructors_get_the_solution_without_marks()
    {
        var edition = Edition.Make(DibReader.Read(Exercise), EditionKind.Solutions, out _);
        edition
            .Cells.Select(cell => cell.Source)
            .ShouldBe(["double Square(double x)\n{\n    return x * x;\n}", "Why?\n\nBecause.", "<b>x</b>"]);
    }

    [Theory]
    [InlineData("// BEGIN SOLUTION\n1", "cell 2, line 1: // BEGIN SOLUTION without a // END SOLUTION below it")]
    [InlineData("1\n// END SOLUTION", "cell 2, line 2: // END SOLUTION without a // BEGIN SOLUTION above it")]
    [InlineData(
        "// BEGIN SOLUTION\n1\n// BEGIN SOLUTION\n// END SOLUTION",
        "cell 2, line 3: // BEGIN SOLUTION again before the // END SOLUTION of line 1"
    )]
    [InlineData("//BEGIN SOLUTION\n1\n//END SOLUTION", "a mark is the line // BEGIN SOLUTION")]
    [InlineData("// begin solution\n1", "not \"// begin solution\"")]
    [InlineData("### BEGIN SOLUTION\n1", "not \"### BEGIN SOLUTION\"")]
    [InlineData("// BEGIN SOLUTION: easy\n1", "and nothing else")]
    public void A_mark_without_partner_or_misspelt_is_refused(string code, string message)
    {
        var notebook = DibReader.Read($"#!markdown\n# A\n#!csharp\n{code}");
        Should
            .Throw<DocumentException>(() => Edition.Make(notebook, EditionKind.Student, out _))
            .Message.ShouldContain(message);
    }

    [Fact]
    public void Links_are_found_where_markdown_has_them()
    {
        var text = """
            [a](one.dib "title") ![b](<two words.png>) `[c](code.dib)` $[d](x)$ <img src="three.png"> [e][ref] <https://x.org>

            | table |
            | --- |
            | [f](four.dib#part) |

                [g](indented-code.dib)

            [ref]: five.md
            """;
        MarkdownLinks.Find(text).ShouldBe(["one.dib", "two words.png", "three.png", "four.dib#part", "five.md"]);
        MarkdownLinks
            .Replace(text, address => address.ToUpperInvariant())
            .ShouldBe(
                text.Replace("one.dib", "ONE.DIB")
                    .Replace("two words.png", "TWO WORDS.PNG")
                    .Replace("three.png", "THREE.PNG")
                    .Replace("four.dib#part", "FOUR.DIB#PART")
                    .Replace("five.md", "FIVE.MD")
            );
    }

    [Fact]
    public void Paths_in_code_are_found_where_cells_load_files()
    {
        var notebook = DibReader.Read(
            """
            #!csharp
            #!import setup.dib
            #load "../lib/references.csx"
            #r "bin/x.dll"
            #r "System.Xml.Linq"
            #r "nuget: X.dll, 1.0"
            #r "/opt/absolute.dll"
            var text = "#load \"not.csx\"";
            """
        );
        var paths = new List<string>();
        var same = NotebookReferences.Replace(
            notebook,
            (use, path) =>
            {
                use.ShouldBe(NotebookReferences.Use.Code);
                paths.Add(path);
                return path;
            }
        );
        paths.ShouldBe(["setup.dib", "../lib/references.csx", "bin/x.dll"]);
        same.Cells[0].Source.ShouldBe(notebook.Cells[0].Source);
    }
}
