using DigitLab.Host.Documents;
using FsCheck;
using FsCheck.Fluent;

namespace DigitLab.Host.Tests.Documents;

/// <summary>Random notebooks survive conversion in both directions, as far as .dib can hold them.</summary>
public class RoundTripTests
{
    private static readonly Gen<string> Line = Gen.OneOf(
            Gen.Elements(
                "var x = 1;",
                "#r \"nuget: A, 1.0\"",
                "#!time",
                "#!csharp ",
                " #!csharp",
                "#!unknown",
                "",
                "   ",
                "\t",
                "# Title",
                "é 🎨 \u2028 <b>&'\"",
                "\\",
                "```",
                "a\rb",
                "\u0000"
            ),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => text.Get.Replace("\n", "").Replace("\r", ""))
        )
        .Where(line => !line.StartsWith("#!meta", StringComparison.Ordinal) && !IsHalfPair(line));

    private static readonly Gen<string> Source = Line.NonEmptyListOf()
        .Select(lines => string.Join('\n', lines))
        .Where(source => source.Length > 0 && source[0] != '\n' && source[^1] != '\n' && source[^1] != '\r')
        .Where(source => source.Split('\n').All(line => !line.EndsWith('\r')));

    private static readonly Gen<Cell> Cells =
        from kernel in Gen.Elements(
            "csharp",
            "fsharp",
            "html",
            "javascript",
            "mermaid",
            "value",
            "markdown",
            "raw",
            "python"
        )
        from source in Source
        select kernel switch
        {
            "markdown" => new Cell { Type = CellType.Markdown, Source = source },
            "raw" => new Cell { Type = CellType.Raw, Source = source },
            _ => new Cell
            {
                Type = CellType.Code,
                Kernel = kernel,
                Source = source,
            },
        };

    private static readonly Gen<Notebook> Notebooks = Cells
        .NonEmptyListOf()
        .Select(cells => new Notebook { Cells = [.. cells] });

    [Fact]
    public void Dib_to_ipynb_to_dib()
    {
        Prop.ForAll(
                Notebooks.ToArbitrary(),
                notebook =>
                {
                    var dib = DibWriter.Write(notebook);
                    var ipynb = IpynbWriter.Write(DibReader.Read(dib));
                    DibWriter.Write(IpynbReader.Read(ipynb)).ShouldBe(dib);
                    Describe(IpynbReader.Read(ipynb)).ShouldBe(Describe(notebook));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Ipynb_to_dib_to_ipynb()
    {
        Prop.ForAll(
                Notebooks.ToArbitrary(),
                notebook =>
                {
                    var ipynb = IpynbReader.Read(IpynbWriter.Write(notebook));
                    var again = IpynbReader.Read(IpynbWriter.Write(DibReader.Read(DibWriter.Write(ipynb))));
                    Describe(again).ShouldBe(Describe(notebook));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    private static string[] Describe(Notebook notebook) =>
        [.. notebook.Cells.Select(cell => $"{cell.Type} {cell.Kernel}\n{cell.Source}")];

    private static bool IsHalfPair(string text) =>
        text.Any(char.IsSurrogate) && text.EnumerateRunes().Any(rune => rune == System.Text.Rune.ReplacementChar);
}
