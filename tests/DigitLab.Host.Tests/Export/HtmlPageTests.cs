using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Export;

public partial class HtmlPageTests
{
    [Fact]
    public void A_page_asks_for_nothing_from_outside()
    {
        var page = Render("[link](https://example.org)", Display("text/html", "<b>x</b>"));
        page.ShouldContain("default-src 'none'");
        Requests().Matches(page).Select(match => match.Value).ShouldBeEmpty();
    }

    [Fact]
    public void Text_is_escaped_and_html_by_intent_is_not()
    {
        var page = Render(
            "text",
            Display("text/plain", "<i>plain</i>"),
            Display("text/html", "<i>intent</i>"),
            new StreamOutput("stdout", "<i>stream</i>")
        );
        page.ShouldContain("&lt;i&gt;plain&lt;/i&gt;");
        page.ShouldContain("<i>intent</i>");
        page.ShouldContain("&lt;i&gt;stream&lt;/i&gt;");
    }

    [Fact]
    public void The_richest_format_that_needs_no_script_is_shown()
    {
        var data = new JsonObject
        {
            ["application/vnd.plotly.v1+json"] = new JsonObject { ["data"] = new JsonArray() },
            ["text/plain"] = "the text",
            ["image/svg+xml"] = "<svg id=\"the-svg\"></svg>",
        };
        var page = Render("text", new DisplayOutput(data, []));
        page.ShouldContain("<svg id=\"the-svg\">");
        page.ShouldNotContain("the text");
    }

    [Fact]
    public void Links_to_notebooks_lead_to_pages()
    {
        var page = Render("[a](06-lenet.dib) [b](x.ipynb#cell-3) [c](https://example.org/a.dib) [d](#here)");
        page.ShouldContain("href=\"06-lenet.html\"");
        page.ShouldContain("href=\"x.html#cell-3\"");
        page.ShouldContain("href=\"https://example.org/a.dib\"");
        page.ShouldContain("href=\"#here\"");
    }

    [Fact]
    public void Local_pictures_become_part_of_the_page_and_others_are_reported()
    {
        var folder = Directory.CreateTempSubdirectory();
        File.WriteAllBytes(Path.Combine(folder.FullName, "a b.png"), [1, 2, 3]);
        var notebook = Notebook("![one](a%20b.png) ![two](none.png)");
        var page = HtmlPage.Render(
            notebook,
            Path.Combine(folder.FullName, "x.dib"),
            new PageOptions(),
            out var warnings
        );
        page.ShouldContain("src=\"data:image/png;base64,AQID\"");
        warnings.ShouldHaveSingleItem().ShouldContain("none.png");
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Attached_pictures_are_shown()
    {
        var notebook = new Notebook
        {
            Cells =
            [
                new Cell
                {
                    Type = CellType.Markdown,
                    Source = "![x](attachment:a.png)",
                    Attachments = new JsonObject { ["a.png"] = new JsonObject { ["image/png"] = "AAAA" } },
                },
            ],
        };
        HtmlPage
            .Render(notebook, "x.ipynb", new PageOptions(), out _)
            .ShouldContain("src=\"data:image/png;base64,AAAA\"");
    }

    [Fact]
    public void Headings_have_unique_ids_and_a_table_of_contents()
    {
        var notebook = Notebook("# Title\n\n## Train\n\n## Train\n\n### *Deep* `er`");
        var page = HtmlPage.Render(notebook, "x.dib", new PageOptions(), out _);
        page.ShouldContain("<a href=\"#train\">Train</a>");
        page.ShouldContain("<a href=\"#train-1\">Train</a>");
        page.ShouldContain(">Deep er</a>");
        page.ShouldContain("<title>Title</title>");
        HtmlPage.Render(notebook, "x.dib", new PageOptions { NoContents = true }, out _).ShouldNotContain("<nav");
        HtmlPage.Render(Notebook("# Title\n\n## One"), "x.dib", new PageOptions(), out _).ShouldNotContain("<nav");
    }

    [Fact]
    public void Marks_for_the_authors_are_not_on_the_page()
    {
        var notebook = new Notebook
        {
            Cells =
            [
                new Cell { Type = CellType.Markdown, Source = "<!-- row: a-1 -->" },
                new Cell
                {
                    Type = CellType.Markdown,
                    Source = "<!-- row: a-2 -->\nWhy?\n<!-- BEGIN SOLUTION -->\nBecause.\n<!-- END SOLUTION -->",
                },
                new Cell
                {
                    Type = CellType.Code,
                    Source = "int F()\n{\n    // BEGIN SOLUTION\n    return 1;\n    // END SOLUTION\n}",
                },
            ],
        };
        var page = HtmlPage.Render(notebook, "x.dib", new PageOptions(), out _);
        page.ShouldNotContain("SOLUTION");
        page.ShouldNotContain("row:");
        page.ShouldContain("Why?");
        page.ShouldContain("Because.");
        MarkdownExport.Render(notebook, new PageOptions()).ShouldNotContain("SOLUTION");
        var published = PublishedNotebook.Make(notebook);
        published.Cells.Count.ShouldBe(2);
        published.Cells[0].Source.ShouldBe("Why?\nBecause.");
        published.Cells[1].Source.ShouldBe("int F()\n{\n    return 1;\n}");
    }

    [Fact]
    public void Every_picture_has_words()
    {
        var data = new JsonObject { ["image/png"] = "AAAA", ["text/plain"] = "A line that falls" };
        Render("text", new DisplayOutput(data, [])).ShouldContain("<img alt=\"A line that falls\"");
        Render("text", Display("image/png", "AAAA")).ShouldContain("<img alt=\"A picture that the cell shows\"");
        Render("![](data:image/png;base64,AAAA) ![a digit](data:image/png;base64,AAAA)").ShouldNotContain("alt=\"\"");
    }

    [Fact]
    public void A_drawing_is_published_for_GitHub_and_for_nbconvert()
    {
        var data = new JsonObject
        {
            ["text/html"] = "<figure><svg id=\"x\"></svg></figure>",
            ["text/plain"] = "Two <lines>",
        };
        var cell = PublishedNotebook.Make(Notebook("text", new DisplayOutput(data, []))).Cells[1];
        var published = cell.Outputs.OfType<DisplayOutput>().Single().Data;
        published.Text(MimeTypes.Svg).ShouldBe("<svg id=\"x\"></svg>");
        published
            .Text(MimeTypes.Html)
            .ShouldBe("<img alt=\"Two &lt;lines&gt;\" src=\"data:image/svg+xml;base64,PHN2ZyBpZD0ieCI+PC9zdmc+\">");
    }

    [Fact]
    public void Documents_that_have_pages_are_linked_as_pages()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.dib", "#!markdown\n# A\n[w](words.md#kernel) [o](other/x.md)");
        folder.Write("words.md", "# Words\n[more](more.md) [a](a.dib)");
        folder.Write("more.md", "# More");
        folder.Write("other/x.md", "# X");
        var lab = new Lab(folder.Combine("a.dib"), NotebookFile.Load(folder.Combine("a.dib")));
        var documents = LinkedDocuments.Find([lab]);
        documents.Select(Path.GetFileName).ShouldBe(["more.md", "words.md"]);
        var options = new PageOptions { Folder = folder.Combine("pages"), Documents = documents };
        var page = HtmlPage.Render(lab.Notebook!, lab.Path, options, out _);
        page.ShouldContain("href=\"words.html#kernel\"");
        page.ShouldContain("href=\"../other/x.md\"");
        var words = folder.Combine("words.md");
        HtmlPage.Render(LinkedDocuments.Load(words), words, options, out _).ShouldContain("href=\"more.html\"");
    }

    [Fact]
    public void Code_can_be_left_out()
    {
        var notebook = Notebook("text", new StreamOutput("stdout", "the output"));
        var page = HtmlPage.Render(notebook, "x.dib", new PageOptions { NoCode = true }, out _);
        page.ShouldNotContain("the_code");
        page.ShouldContain("the output");
    }

    [Fact]
    public void A_numbered_title_keeps_its_number()
    {
        HtmlPage.Title(Notebook("# 6. LeNet & *friends*"), "x.dib").ShouldBe("6. LeNet & friends");
    }

    [Fact]
    public void The_same_notebook_is_the_same_page()
    {
        Render("# A\n$x$", Display("text/html", "b")).ShouldBe(Render("# A\n$x$", Display("text/html", "b")));
    }

    [Fact]
    public void An_index_has_a_card_for_each_notebook()
    {
        var notebook = Notebook(
            "# 1. Look\n\n**Goal.** See [digits](a.dib).\n\nTime: 20 minutes.",
            new DisplayOutput(new JsonObject { ["image/svg+xml"] = "<svg id=\"chart\"></svg>" }, [])
        );
        var page = IndexPage.Render("Labs", [new IndexEntry(notebook, "01-look.dib", "01-look.html", IndexState.Done)]);
        page.ShouldContain("<h2><a href=\"01-look.html\">1. Look</a></h2>");
        page.ShouldContain("<strong>Goal.</strong> See digits.");
        page.ShouldContain("20 minutes");
        page.ShouldContain("<svg id=\"chart\">");
        page.ShouldNotContain("http-equiv=\"refresh\"");
    }

    [Fact]
    public void An_index_of_notebooks_that_run_says_how_far_they_are()
    {
        var notebook = Notebook("# 1. Look");
        var states = new[] { IndexState.Done, IndexState.Failed, IndexState.Running, IndexState.Waiting };
        var page = IndexPage.Render(
            "Labs",
            [.. states.Select(state => new IndexEntry(notebook, "a.dib", $"{state}.html", state))]
        );
        page.ShouldContain("http-equiv=\"refresh\"");
        page.ShouldContain("2 of 4 done");
        page.ShouldContain("href=\"Done.html\"");
        page.ShouldContain("href=\"Failed.html\"");
        page.ShouldNotContain("href=\"Running.html\"");
        page.ShouldNotContain("href=\"Waiting.html\"");
        page.ShouldContain(">running<");
        page.ShouldContain(">waiting<");
    }

    [Theory]
    [InlineData(
        "var x = 1; // c",
        "<span class=\"k\">var</span> x = <span class=\"n\">1</span>; <span class=\"c\">// c</span>"
    )]
    [InlineData(
        "Console.WriteLine(\"<b>\");",
        "Console.<span class=\"m\">WriteLine</span>(<span class=\"s\">&quot;&lt;b&gt;&quot;</span>);"
    )]
    [InlineData("#!import a.dib\nF();", "<span class=\"c\">#!import a.dib</span>\n<span class=\"m\">F</span>();")]
    [InlineData("List<Layer> l;", "<span class=\"t\">List</span>&lt;<span class=\"t\">Layer</span>&gt; l;")]
    public void Code_is_coloured(string code, string expected)
    {
        CodeHighlighter.ToHtml(code, NotebookLanguages.CSharp).ShouldBe(expected);
    }

    [Theory]
    [InlineData("if (x { \"unterminated")]
    [InlineData("#r \"nuget: A\"\n#!time\n\0 🎨 #if X\nhidden\n#endif")]
    [InlineData("$\"{a:N2} {{b}}\" + $$\"\"\"{{c}}\"\"\" /* open")]
    public void Colouring_loses_nothing(string code)
    {
        var text = System.Net.WebUtility.HtmlDecode(
            Tags().Replace(CodeHighlighter.ToHtml(code, NotebookLanguages.CSharp), "")
        );
        text.ShouldBe(code);
    }

    [Fact]
    public void Terminal_colours_become_classes()
    {
        AnsiText.ToHtml("a \u001b[31mred\u001b[0m <b>").ShouldBe("a <span class=\"ansi-red\">red</span> &lt;b&gt;");
    }

    private static string Render(string markdown, params CellOutput[] outputs) =>
        HtmlPage.Render(Notebook(markdown, outputs), "x.dib", new PageOptions(), out _);

    private static DisplayOutput Display(string mime, string text) => new(new JsonObject { [mime] = text }, []);

    private static Notebook Notebook(string markdown, params CellOutput[] outputs) =>
        new()
        {
            Cells =
            [
                new Cell { Type = CellType.Markdown, Source = markdown },
                new Cell
                {
                    Type = CellType.Code,
                    Kernel = NotebookLanguages.CSharp,
                    Source = "the_code();",
                    Outputs = [.. outputs],
                },
            ],
        };

    [GeneratedRegex("""(src|href)="(?!data:|#|https://example.org")[^"]*"|url\((?!data:)|@import""")]
    private static partial Regex Requests();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tags();
}
