using System.Text;
using System.Text.Json.Nodes;
using DigitLab.Fuzzing;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;

namespace DigitLab.Host.Tests.Fuzzing;

/// <summary>
/// No text cell, output or metadata ends the page writer. <c>DIGITLAB_FUZZ_PAGES</c> sets how many cells (default 3,000; the
/// long run is 100,000), <c>DIGITLAB_FUZZ_SEED</c> where to start.
/// </summary>
public class PageFuzzTests(ITestOutputHelper output)
{
    private static readonly byte[][] Corpus =
    [
        .. new[]
        {
            "# A title\n\nFirst *words* of `code` and [a link](06-lenet.dib#cell-3), ![x](a%20b.png).\n\nTime: 20 minutes.",
            "$$\\begin{pmatrix}a & b\\\\ c & d\\end{pmatrix}^{-1}$$ and $\\frac{\\partial L}{\\partial w_{ij}}$, $\\sqrt[3]{x'}$",
            "| a | b |\n| - | -: |\n| 1 | $x$ |\n\n- [ ] task\n- item\n  1. inner\n\n> quote\n> > deeper\n\n[^1]: note\n\nsee[^1]",
            "```csharp\nvar x = $\"{1}\";\n```\n\n    indented\n\nTerm\n: definition\n\n<div onclick='x'>html</div> https://example.org",
            "![p](attachment:p.png \"t\") ~~gone~~ ==mark== H~2~O x^2^ \\$ \\( a \\) &amp; &#0; <br/>",
            "+---+---+\n| a | b |\n+===+===+\n| 1 | 2 |\n+---+---+",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly byte[][] Dictionary =
    [
        .. new[]
        {
            "%00",
            "\0",
            "![a](%00.png)",
            "[a](\0)",
            "[a](x%00y.dib)",
            "![x](attachment:p.png)",
            "\uFFFD",
            "$",
            "$$",
            "\\frac",
            "\\left(",
            "\\right",
            "\\begin{cases}",
            "\\end{cases}",
            "\\mathbb{",
            "{",
            "}",
            "^",
            "_",
            "> ",
            "- ",
            "    ",
            "| a |\n|-|\n",
            "[^1]",
            "[^1]: x\n",
            "***",
            "```",
            "~~~",
            "<!--",
            "<a href='",
            "\u001b[31m",
            "\u001b[",
            "\r",
            "\n\n",
            "\u2028",
            "🎨",
            "# ",
            "Time ",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Mimes =
    [
        "text/html",
        "text/plain",
        "text/markdown",
        "text/latex",
        "image/svg+xml",
        "image/png",
        "application/json",
        "application/x-none",
        "",
    ];

    [Fact]
    public void Random_and_damaged_cells()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("DIGITLAB_FUZZ_PAGES"), out var number)
            ? number
            : 3_000;
        var first = FuzzSeed.Next(output);
        const int cellsPerPage = 5;
        for (var done = 0; done < count; done += cellsPerPage)
        {
            var seed = unchecked(first + done);
            var notebook = Notebook(seed, cellsPerPage);
            try
            {
                Write(notebook);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"DIGITLAB_FUZZ_SEED={seed}", e);
            }
        }
    }

    public static TheoryData<string> EndedOnce =>
        [
            "![a](x%00y.png)",
            "![a](x\0y.png)",
            "[a](x%00y.txt)",
            "$\ud800$",
            "$x \udc00 y$ and $$\ud800\\frac{\ud800}{2}$$",
            "![x](attachment:number.png) ![x](attachment:lines.png) ![x](attachment:none.png)",
            new string('>', 5_000) + " deep",
            string.Concat(Enumerable.Repeat("> ", 5_000)) + "deep",
            string.Concat(Enumerable.Repeat("- ", 5_000)) + "deep",
            new string('*', 20_000) + "a" + new string('*', 20_000),
            new string('[', 20_000),
            "$" + new string('{', 50_000) + "$",
            "$" + string.Concat(Enumerable.Repeat("x_{", 20_000)) + "$",
            "$" + string.Concat(Enumerable.Repeat("\\sqrt", 20_000)) + "$",
            "$" + string.Concat(Enumerable.Repeat("\\left(", 20_000)) + "$",
            "$" + string.Concat(Enumerable.Repeat("\\begin{cases}", 20_000)) + "$",
            "# " + new string('[', 20_000),
            new string('\n', 50_000),
            "\u0001\n\n\t\n```\n" + new string('`', 20_000),
        ];

    /// <summary>What has ended a whole <c>render</c>, and others of its kind.</summary>
    [Theory]
    [MemberData(nameof(EndedOnce), DisableDiscoveryEnumeration = true)]
    public void Found_once(string markdown)
    {
        Write(
            new Notebook
            {
                Cells =
                [
                    TextCell(markdown),
                    new Cell
                    {
                        Type = CellType.Code,
                        Kernel = NotebookLanguages.CSharp,
                        Source = markdown,
                        Outputs =
                        [
                            new StreamOutput("stdout", markdown),
                            .. Mimes.Select(mime => new DisplayOutput(new JsonObject { [mime] = markdown }, [])),
                            new ErrorOutput(markdown, markdown, [markdown]),
                        ],
                    },
                ],
            }
        );
    }

    private static void Write(Notebook notebook)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "x.dib");
        HtmlPage
            .Render(
                notebook,
                path,
                new PageOptions { Folder = Path.GetTempPath() },
                out _,
                new PageLink(HtmlPage.Title(notebook, path), "a.html")
            )
            .ShouldEndWith("</html>\n");
        IndexPage
            .Render("Labs", [new IndexEntry(notebook, path, "x.html", IndexState.Failed)])
            .ShouldEndWith("</html>\n");
        MarkdownExport.Render(notebook, new PageOptions()).ShouldEndWith("\n");
        IpynbWriter.Write(PublishedNotebook.Make(notebook)).ShouldEndWith("\n");
    }

    private static Notebook Notebook(int seed, int cells)
    {
        var random = new Random(seed);
        var notebook = new Notebook
        {
            Metadata = new JsonObject { [Text()] = Text(), ["kernelspec"] = Value() },
        };
        for (var i = 0; i < cells; i++)
        {
            notebook.Cells.Add(
                random.Next(3) > 0
                    ? TextCell(Text())
                    : new Cell
                    {
                        Type = CellType.Code,
                        Kernel = random.Next(2) == 0 ? NotebookLanguages.CSharp : "mermaid",
                        Source = Text(),
                        Outputs = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Output())],
                    }
            );
        }
        return notebook;

        string Text()
        {
            var mutator = new Mutator(random.Next(), Corpus, Dictionary);
            var text = random.Next(8) switch
            {
                // Anything, half surrogate pairs included.
                0 => new string([.. Enumerable.Range(0, random.Next(60)).Select(_ => (char)random.Next(0x10000))]),
                1 => Repeat(Dictionary[random.Next(Dictionary.Length)], random.Next(1, 2_000)),
                2 => Repeat(Dictionary[random.Next(Dictionary.Length)], 50)
                    + Repeat(Dictionary[random.Next(Dictionary.Length)], 50),
                _ => Encoding.UTF8.GetString(mutator.Next()),
            };
            return random.Next(10) == 0 ? text.Insert(random.Next(text.Length + 1), "\ud800") : text;
        }

        JsonNode? Value() =>
            random.Next(6) switch
            {
                0 => null,
                1 => 5,
                2 => new JsonArray(Text(), 1, null),
                3 => new JsonObject { [Text()] = Text() },
                _ => Text(),
            };

        CellOutput Output() =>
            random.Next(5) switch
            {
                0 => new StreamOutput(random.Next(2) == 0 ? "stdout" : "stderr", Text()),
                1 => new ErrorOutput(Text(), Text(), [Text(), Text()]),
                _ => new DisplayOutput(new JsonObject { [Mimes[random.Next(Mimes.Length)]] = Value() }, []),
            };
    }

    private static string Repeat(byte[] text, int times) =>
        string.Concat(Enumerable.Repeat(Encoding.UTF8.GetString(text), times));

    private static Cell TextCell(string markdown) =>
        new()
        {
            Type = CellType.Markdown,
            Source = markdown,
            Attachments = new JsonObject
            {
                ["number.png"] = new JsonObject { ["image/png"] = 5 },
                ["lines.png"] = new JsonObject { ["image/png"] = new JsonArray("AA", "AA") },
                ["none.png"] = new JsonObject { ["image/png"] = null },
                ["p.png"] = "no bundle",
            },
        };
}
