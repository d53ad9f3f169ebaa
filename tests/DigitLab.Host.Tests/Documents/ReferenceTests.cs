using System.Text.Json.Nodes;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Tests.Documents;

/// <summary>
/// Awkward documents and what .NET Interactive makes of each. Where this host deviates, the test says so and
/// host/README.md says why.
/// </summary>
public class ReferenceTests
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Reference");

    /// <summary>.NET Interactive refuses it, this host reads it.</summary>
    private static readonly string[] ReadHere = ["nb-ec-float.ipynb"];

    private static string[] Inputs(string pattern) =>
        [
            .. Directory
                .GetFiles(Path.Combine(Root, "edge"), pattern)
                .Select(path => Path.GetFileName(path)!)
                .Order(StringComparer.Ordinal),
        ];

    public static TheoryData<string> Dibs => [.. Inputs("*.dib").Where(name => !HasGolden(name, "error"))];

    public static TheoryData<string> Ipynbs => [.. Inputs("*.ipynb").Where(name => !HasGolden(name, "error"))];

    public static TheoryData<string> All => [.. Inputs("*").Where(name => HasGolden(name, "model.json"))];

    public static TheoryData<string> Refused =>
        [.. Inputs("*").Where(name => HasGolden(name, "error") && !ReadHere.Contains(name))];

    [Theory]
    [MemberData(nameof(All))]
    public void Cells_are_the_same(string name)
    {
        var expected = JsonNode.Parse(Golden(name, "model.json"))!;
        var notebook = Load(name);

        (notebook.Metadata["kernelInfo"].Text("defaultKernelName")).ShouldBe((string?)expected["defaultKernel"]);
        JsonNode.DeepEquals(notebook.Metadata, expected["metadata"]).ShouldBeTrue(notebook.Metadata.ToJsonString());
        notebook
            .Cells.Select(cell => (Kernel(cell), cell.Source, cell.ExecutionCount ?? 0, cell.Outputs.Count))
            .ShouldBe(
                expected["cells"]!
                    .AsArray()
                    .Select(cell =>
                        (
                            (string?)cell!["kernel"],
                            (string)cell["contents"]!,
                            (int)cell["ExecutionOrder"]!,
                            cell["outputs"]!.AsArray().Count
                        )
                    )
            );

        // They know no raw cells: these become code of no kernel.
        static string? Kernel(Cell cell) => cell.Type == CellType.Markdown ? "markdown" : cell.Kernel;
    }

    [Theory]
    [MemberData(nameof(Dibs))]
    public void A_dib_is_written_the_same(string name)
    {
        DibWriter.Write(Load(name)).ShouldBe(Golden(name, "rt.dib"));
    }

    [Theory]
    [MemberData(nameof(Dibs))]
    public void A_dib_with_all_kernels_is_written_the_same(string name)
    {
        DibWriter.Write(Load(name), allKernels: true).ShouldBe(Golden(name, "server.dib"));
    }

    [Theory]
    [MemberData(nameof(Dibs))]
    public void A_dib_converts_to_the_same_ipynb(string name)
    {
        var expected = JsonNode.Parse(Golden(name, "to.ipynb"))!;
        // Deviations: cells have ids; the version is that of the C# that runs here; cells of other kernels than the
        // notebook's say so in their text.
        foreach (var cell in expected["cells"]!.AsArray())
        {
            var kernel = (string?)cell!["metadata"]!["polyglot_notebook"]?["kernelName"];
            if (kernel is not (null or "csharp"))
            {
                cell["source"]!.AsArray().Insert(0, $"#!{kernel}\n");
            }
        }
        expected["metadata"]!["language_info"]!["version"] = IpynbWriter.LanguageVersion;

        var actual = JsonNode.Parse(IpynbWriter.Write(Load(name)))!;
        RemoveIds(actual);
        actual.ToJsonString().ShouldBe(expected.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Ipynbs))]
    public void An_ipynb_is_written_the_same(string name)
    {
        var hasIds = name == "nb-ids.ipynb";
        var actual = JsonNode.Parse(IpynbWriter.Write(Load(name)))!;
        // Deviations: ids, a kernelspec and what belongs to it, so that Jupyter need not ask or warn.
        if (!hasIds)
        {
            RemoveIds(actual);
        }
        actual["metadata"]!.AsObject().Count.ShouldBe(3);
        actual["metadata"] = new JsonObject();

        if (!HasGolden(name, "rt.ipynb"))
        {
            // Deviation: they cannot write JSON outputs at all.
            name.ShouldBe("nb-json-output.ipynb");
            actual["cells"]![0]!["outputs"]![0]!["data"]!
                .ToJsonString()
                .ShouldBe("""{"application/json":{"a":[1,2]}}""");
            return;
        }
        var expected = JsonNode.Parse(Golden(name, "rt.ipynb"))!;
        foreach (var cell in expected["cells"]!.AsArray())
        {
            // Deviation: a picture stays one string.
            foreach (
                var data in cell!["outputs"]?.AsArray().Select(output => output!["data"]).OfType<JsonObject>() ?? []
            )
            {
                if (data["image/png"] is JsonArray lines)
                {
                    data["image/png"] = string.Concat(lines.Select(line => (string)line!));
                }
            }
        }
        if (name == "nb-raw-cell.ipynb")
        {
            // Deviation: a raw cell stays one.
            actual["cells"]![0]!
                .ToJsonString()
                .ShouldBe("""{"cell_type":"raw","metadata":{},"source":["raw text"]}""");
            actual["cells"]!.AsArray().RemoveAt(0);
            expected["cells"]!.AsArray().RemoveAt(0);
        }
        if (name == "nb-attachments.ipynb")
        {
            // Deviation: attachments are kept.
            actual["cells"]![0]!["attachments"]!.ToJsonString().ShouldBe("""{"a.png":{"image/png":"AAAA"}}""");
            actual["cells"]![0]!.AsObject().Remove("attachments");
        }
        actual.ToJsonString().ShouldBe(expected.ToJsonString());
    }

    [Theory]
    [MemberData(nameof(Ipynbs))]
    public void An_ipynb_converts_to_the_same_dib(string name)
    {
        // Deviation: cells of the default kernel get their delimiter too; without, adjoining cells would become one.
        var expected = name switch
        {
            "nb-raw-cell.ipynb" => """
                #!meta

                {"kernelInfo":{"defaultKernelName":null,"items":[{"name":"raw"}]}}

                #!raw

                raw text

                #!csharp

                1

                """,
            "nb-ids.ipynb" => "#!markdown\n\nx\n\n#!csharp\n\n1\n",
            _ when Golden(name, "to.dib").StartsWith("#!markdown", StringComparison.Ordinal) => Golden(name, "to.dib"),
            _ => "#!csharp\n\n" + Golden(name, "to.dib"),
        };

        DibWriter.Write(Load(name)).ShouldBe(expected.Replace("\r\n", "\n"));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void What_they_refuse_is_refused_by_name(string name)
    {
        Should.Throw<DocumentException>(() => Load(name)).Message.ShouldContain(name);
    }

    [Fact]
    public void A_float_as_execution_count_is_read()
    {
        var notebook = Load("nb-ec-float.ipynb");

        notebook.Cells.Single().ExecutionCount.ShouldBe(2);
        notebook.Metadata.ToJsonString().ShouldBe("""{"x":10000000000000001,"y":1.50}""");
    }

    private static Notebook Load(string name) => NotebookFile.Load(Path.Combine(Root, "edge", name));

    private static bool HasGolden(string name, string kind) => File.Exists(GoldenPath(name, kind));

    private static string Golden(string name, string kind) => File.ReadAllText(GoldenPath(name, kind));

    private static string GoldenPath(string name, string kind) => Path.Combine(Root, "golden", $"{name}.{kind}");

    private static void RemoveIds(JsonNode notebook)
    {
        foreach (var cell in notebook["cells"]!.AsArray())
        {
            cell!.AsObject().Remove("id").ShouldBeTrue();
        }
    }
}
