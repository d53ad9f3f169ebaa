using System.Text.Json.Nodes;
using DigitLab.Host.Documents;
using DigitLab.Host.Tests.EndToEnd;

namespace DigitLab.Host.Tests.VsCode;

/// <summary>A lab as the extension runs it.</summary>
public sealed class LabTests : IDisposable
{
    private readonly LabFolder labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public void A_lab_runs_and_tells_how_it_stands()
    {
        var notebook = NotebookFile.Load(Path.Combine(labs.Notebooks, "06-lenet.ipynb"));
        var cells = notebook.Cells.Where(cell => cell.Type == CellType.Code).Select(cell => cell.Source).ToArray();
        const string typed = "var many = train.Cou|";
        using var host = new ExtensionHost(labs.Notebooks, [.. cells, typed.Replace("|", "")]);
        var last = $"c{cells.Length + 1}";

        // Before anything has run nothing is known of what the first cell imports, and nothing is complained of.
        for (var i = 1; i <= cells.Length; i++)
        {
            host.Ask("diagnostics", new JsonObject { ["cell"] = $"c{i}" })!.AsArray().ShouldBeEmpty($"c{i}");
        }
        for (var i = 1; i <= cells.Length; i++)
        {
            host.Succeed(cells[i - 1], $"c{i}");
        }
        for (var i = 1; i <= cells.Length; i++)
        {
            host.Ask("diagnostics", new JsonObject { ["cell"] = $"c{i}" })!
                .AsArray()
                .Where(mark => mark.Text("severity") == "error")
                .ShouldBeEmpty($"c{i}");
        }
        host.AskAt("completion", last, typed)!["items"]!
            .AsArray()
            .Select(item => item.Text("insertText"))
            .ShouldContain("Count");
        host.AskAt("hover", last, "var many = tra|in")!.Text("markdown")!.ShouldContain("Dataset train");

        var told = new JsonObject();
        foreach (var status in host.Statuses)
        {
            foreach (var (name, value) in status)
            {
                told[name] = value?.DeepClone();
            }
        }
        told.Text("backend")!.ShouldStartWith("DigitLab.Torch ");
        told.Text("dataSet").ShouldBeOneOf("MNIST", "synthetic digits");
        told["training"].ShouldBeNull();
        told["checks"]!["failed"]!.GetValue<int>().ShouldBe(0);
        told["checks"]!["passed"]!.GetValue<int>().ShouldBeGreaterThan(0);
        host.Statuses.ShouldContain(status => (status.Text("training") ?? "").StartsWith("epoch 1 of "));
    }
}
