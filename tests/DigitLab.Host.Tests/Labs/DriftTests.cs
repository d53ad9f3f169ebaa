using DigitLab.Host.Documents;
using DigitLab.Host.Export;

namespace DigitLab.Host.Tests.Labs;

/// <summary>Beside each lab lies an .ipynb made of it: the same code and prose, with the outputs of a run.</summary>
public class DriftTests
{
    private const string Remedy = "digitlab render notebooks --to ipynb --out notebooks --full";

    [Fact]
    public void The_ipynb_beside_a_lab_has_its_code_and_prose()
    {
        var labs = Course.Labs().Where(lab => Path.GetExtension(lab.Path) == ".dib").ToArray();
        if (labs.All(lab => !File.Exists(Generated(lab.Path))))
        {
            Assert.Skip($"No lab has its .ipynb yet: {Remedy}");
        }
        var differences = labs.Select(lab => Difference(lab.Path)).OfType<string>().ToArray();
        differences.ShouldBeEmpty($"{string.Join('\n', differences)}\nMake them again: {Remedy}\n");
    }

    [Fact]
    public void The_ipynb_beside_a_lab_was_run_and_reads_well_on_GitHub()
    {
        var generated = Course.Labs().Select(lab => Generated(lab.Path)).Where(File.Exists).ToArray();
        if (generated.Length == 0)
        {
            Assert.Skip($"No lab has its .ipynb yet: {Remedy}");
        }
        foreach (var path in generated)
        {
            var outputs = NotebookFile.Load(path).Cells.SelectMany(cell => cell.Outputs).ToArray();
            outputs.ShouldNotBeEmpty(path);
            outputs.OfType<ErrorOutput>().ShouldBeEmpty(path);
            outputs
                .OfType<DisplayOutput>()
                .ShouldAllBe(output => output.Data.All(entry => !MimeTypes.IsJson(entry.Key)), path);
            new FileInfo(path).Length.ShouldBeLessThan(PublishedNotebook.LargeSize, path);
        }
    }

    [Fact]
    public void Differences_are_found()
    {
        using var folder = new TemporaryFolder();
        var lab = folder.Write("1.dib", "#!markdown\n# A [b](2.dib)\n#!csharp\n1 + 1\n#!csharp\n2");
        Difference(lab).ShouldBe($"{Generated(lab)} is missing.");
        Tools.Digitlab("render", lab, "--to", "ipynb", "--out", folder.Path).ExitCode.ShouldBe(0);
        File.ReadAllText(Generated(lab)).ShouldContain("2.ipynb");
        Difference(lab).ShouldBeNull();

        folder.Write("1.dib", "#!markdown\n# A [b](2.dib)\n#!csharp\n1 + 2\n#!csharp\n2");
        Difference(lab)!.ShouldContain("cell 2 differs");
        folder.Write("1.dib", "#!markdown\n# A [b](2.dib)\n#!csharp\n1 + 1");
        Difference(lab)!.ShouldContain("3 cells, not 2");
        folder.Write("1.dib", "#!csharp\n# A [b](2.dib)\n#!csharp\n1 + 1\n#!csharp\n2");
        Difference(lab)!.ShouldContain("cell 1 differs");
    }

    private static string Generated(string lab) => Path.ChangeExtension(lab, ".ipynb");

    /// <summary>How the .ipynb differs from the lab; null when it does not.</summary>
    private static string? Difference(string lab)
    {
        var path = Generated(lab);
        if (!File.Exists(path))
        {
            return $"{path} is missing.";
        }
        var expected = Cells(PublishedNotebook.Make(NotebookFile.Load(lab)));
        var found = Cells(NotebookFile.Load(path));
        if (expected.Length != found.Length)
        {
            return $"{path} has {found.Length} cells, not {expected.Length}.";
        }
        var first = Array.FindIndex(expected.Zip(found).ToArray(), pair => pair.First != pair.Second);
        return first < 0
            ? null
            : $"{path}: cell {first + 1} differs from the lab's:\n{found[first].Source}\n--- in {lab}:\n{expected[first].Source}";
    }

    private static (CellType Type, string? Kernel, string Source)[] Cells(Notebook notebook) =>
        [
            .. notebook.Cells.Select(cell =>
                (cell.Type, cell.Type == CellType.Code ? notebook.KernelOf(cell) : null, cell.Source)
            ),
        ];
}
