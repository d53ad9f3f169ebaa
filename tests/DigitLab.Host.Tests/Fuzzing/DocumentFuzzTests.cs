using System.Text;
using DigitLab.Fuzzing;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Fuzzing;

/// <summary>
/// Damaged notebooks are refused with an error or read; what is read is written, read again the same, and rendered.
/// </summary>
public sealed class DocumentFuzzTests(ITestOutputHelper output) : IDisposable
{
    private static readonly string Edge = Path.Combine(AppContext.BaseDirectory, "Reference", "edge");

    private static readonly byte[][] Words = ReaderFuzz.Texts(
        "#!csharp\n",
        "#!meta\n",
        "#!markdown\n",
        "\r\n",
        "\n\n",
        "{\"kernelInfo\":{\"defaultKernelName\":\"x\",\"items\":[{\"name\":\"x\",\"aliases\":[\"y\"]}]}}\n",
        "{}",
        "[]",
        "null",
        "1e999",
        "\"\\ud800\"",
        "\"cells\":",
        "\"metadata\":null,",
        "\"outputs\":[{\"output_type\":\"display_data\",\"data\":{\"image/png\":[\"a\"]}}],",
        "\"source\":[\"a\\n\"],",
        "$\\frac{1}{2}$",
        "$$\\begin{pmatrix}a&b\\\\c\\end{pmatrix}$$",
        "\\left(",
        "| a | b |\n| - | - |\n",
        "![x](attachment:a.png)",
        "\uFEFF",
        "\u2028"
    );

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Dib() => Fuzz(".dib", DibReader.Read, notebook => DibWriter.Write(notebook));

    [Fact]
    public void Ipynb() => Fuzz(".ipynb", IpynbReader.Read, IpynbWriter.Write);

    /// <summary>Markdown files that a notebook links to, and that link to each other, get pages of their own.</summary>
    [Fact]
    public void Linked_documents()
    {
        var lab = folder.Write("lab.dib", "#!markdown\n[terms](glossary.md)\n");
        var labs = new[] { new Lab(lab, NotebookFile.Load(lab)) };
        var path = folder.Combine("glossary.md");
        new ReaderFuzz(
            "linked Markdown",
            ReaderFuzz.Texts(
                "# Terms\n\n[lab](lab.dib#cell-1) [self](glossary.md) ![p](p.png)\n\n| a | b |\n| - | - |\n| 1 | $x$ |\n",
                "---\ntitle: x\n---\n\n- [ ] task\n  1. inner\n\n```csharp\nvar x = 1;\n```\n\n[^1]: note\n\nsee[^1]"
            )
        )
        {
            Words =
            [
                .. Words,
                .. ReaderFuzz.Texts("](glossary.md)", "](../x.md)", "](%00.md)", "[a](x.md#%ff)", "---\n"),
            ],
        }.Run(
            output,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                var found = LinkedDocuments.Find(labs);
                found.ShouldBe([path]);
                var options = new PageOptions { Documents = found };
                HtmlPage.Render(LinkedDocuments.Load(path), path, options, out _).ShouldEndWith("</html>\n");
                // Any text is Markdown, but it may be without a word.
                return bytes.Length > 0;
            }
        );
    }

    /// <summary>What fuzzing has found once.</summary>
    [Theory]
    [InlineData("""{"cells":[{"cell_type":"code","source":"\ud800 \\ud800 \ud83c\udfa8"}]}""")]
    [InlineData("""{"cells":[{"cell_type":"markdown","metadata":{"\ud800":1},"source":""}]}""")]
    public void Found_once_in_ipynb(string text)
    {
        Check(Encoding.UTF8.GetBytes(text), IpynbReader.Read, IpynbWriter.Write);
    }

    [Theory]
    [InlineData("#!markdown\n\r\r\n# t")]
    public void Found_once_in_dib(string text)
    {
        Check(Encoding.UTF8.GetBytes(text), DibReader.Read, notebook => DibWriter.Write(notebook));
    }

    /// <summary>It ended a whole <c>render</c>, and so did one in the linked file.</summary>
    [Theory]
    [InlineData("[a](%00.md) [b](glossary.md)")]
    [InlineData("[a](x%00y/z.md#b) [b](glossary.md)")]
    public void Found_once_in_links(string text)
    {
        var lab = folder.Write("lab.dib", "#!markdown\n" + text);
        var glossary = folder.Write("glossary.md", text);
        LinkedDocuments.Find([new Lab(lab, NotebookFile.Load(lab))]).ShouldBe([glossary]);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_read_as_no_character()
    {
        var notebook = IpynbReader.Read("""{"cells":[{"cell_type":"code","source":"\ud800 \\ud800 \ud83c\udfa8"}]}""");
        notebook.Cells[0].Source.ShouldBe("\uFFFD \\ud800 🎨");
    }

    private void Fuzz(string extension, Func<string, Notebook> read, Func<Notebook, string> write)
    {
        var corpus = Directory
            .GetFiles(Edge, "*" + extension)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .ToArray();
        var path = folder.Combine("notebook" + extension);
        new ReaderFuzz(extension, corpus) { Words = Words }.Run(
            output,
            bytes =>
            {
                File.WriteAllBytes(path, bytes);
                // What a file that is no UTF-8 may hold is of no matter to the reader behind that.
                Check(bytes, read, write);
                return ReaderFuzz.Reads<DocumentException>(path, () => NotebookFile.Load(path));
            }
        );
    }

    private static void Check(byte[] bytes, Func<string, Notebook> read, Func<Notebook, string> write)
    {
        Notebook notebook;
        try
        {
            notebook = read(Encoding.UTF8.GetString(bytes));
        }
        catch (DocumentException)
        {
            return;
        }
        var text = write(notebook);
        write(read(text)).ShouldBe(text);
        HtmlPage.Render(notebook, "x.dib", new PageOptions(), out _).ShouldNotBeEmpty();
        MarkdownExport.Render(notebook, new PageOptions()).ShouldNotBeEmpty();
        // The other format: whatever one reads the other can hold.
        DibReader.Read(DibWriter.Write(notebook)).Cells.ShouldNotBeEmpty();
        IpynbReader.Read(IpynbWriter.Write(notebook));
    }
}
