using System.Text;
using DigitLab.Host.Documents;
using DigitLab.Host.Export;

namespace DigitLab.Host.Tests.Fuzzing;

/// <summary>
/// Damaged notebooks are refused with an error or read; what is read is written, read again the same, and rendered.
/// <c>DIGITLAB_FUZZ</c> sets how many (default 2,000 of each kind), <c>DIGITLAB_FUZZ_SEED</c> where to start.
/// </summary>
public class DocumentFuzzTests
{
    public static readonly int Count = Number("DIGITLAB_FUZZ", 2_000);
    public static readonly int Seed = Number("DIGITLAB_FUZZ_SEED", 1);

    private static readonly string Edge = Path.Combine(AppContext.BaseDirectory, "Reference", "edge");

    private static readonly byte[][] Dictionary = Bytes(
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

    [Fact]
    public void Dib()
    {
        Fuzz("*.dib", DibReader.Read, notebook => DibWriter.Write(notebook));
    }

    [Fact]
    public void Ipynb()
    {
        Fuzz("*.ipynb", IpynbReader.Read, IpynbWriter.Write);
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

    [Fact]
    public void Half_a_surrogate_pair_is_read_as_no_character()
    {
        var notebook = IpynbReader.Read("""{"cells":[{"cell_type":"code","source":"\ud800 \\ud800 \ud83c\udfa8"}]}""");
        notebook.Cells[0].Source.ShouldBe("\uFFFD \\ud800 🎨");
    }

    private static void Fuzz(string pattern, Func<string, Notebook> read, Func<Notebook, string> write)
    {
        var corpus = Directory
            .GetFiles(Edge, pattern)
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes)
            .ToArray();
        for (var i = 0; i < Count; i++)
        {
            var seed = Seed + i;
            var bytes = new Mutator(seed, corpus, Dictionary).Next();
            try
            {
                Check(bytes, read, write);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{pattern}, seed {seed}: {Convert.ToBase64String(bytes)}", e);
            }
        }
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

    private static byte[][] Bytes(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), out var number) ? number : otherwise;
}
