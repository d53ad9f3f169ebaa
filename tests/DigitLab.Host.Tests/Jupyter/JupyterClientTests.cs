using System.Text.Json.Nodes;
using DigitLab.Host.Tests.EndToEnd;

namespace DigitLab.Host.Tests.Jupyter;

/// <summary>The kernel as Jupyter's own programs see it.</summary>
public sealed class JupyterClientTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_public_conformance_tests_pass()
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Jupyter", "kernel_conformance.py");
        var result = Tools.JupyterPython(["jupyter_kernel_test"], script);
        result.ExitCode.ShouldBe(0, result.All);
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    public void A_front_end_asks_interrupts_and_restarts(string transport)
    {
        if (transport == "ipc" && OperatingSystem.IsWindows())
        {
            Assert.Skip("Jupyter has no ipc on Windows.");
        }
        var script = Path.Combine(AppContext.BaseDirectory, "Jupyter", "kernel_client.py");
        var result = Tools.JupyterPython(["jupyter_client"], script, transport);
        result.ExitCode.ShouldBe(0, result.All);
    }

    [Fact]
    public void Nbconvert_executes_a_notebook_and_nbformat_finds_it_valid()
    {
        var samples = Path.Combine(AppContext.BaseDirectory, "Samples");
        File.Copy(Path.Combine(samples, "helpers.dib"), Path.Combine(folder.FullName, "helpers.dib"));
        var notebook = Path.Combine(folder.FullName, "tour.ipynb");
        Tools.Digitlab("convert", Path.Combine(samples, "tour.dib"), notebook).ExitCode.ShouldBe(0);

        Execute(notebook);
        Validate(notebook);
        var text = File.ReadAllText(notebook);
        text.ShouldContain("epoch 3 of 3: loss 0.333");
        text.ShouldContain("conv2    2,416 parameters, twice 4832");
    }

    /// <summary>Three labs: every lab runs in CourseEditionTests, and in another kernel in InteractiveLabsTests.</summary>
    [Fact]
    public void Nbconvert_executes_labs_in_quick_mode()
    {
        using var labs = new LabFolder();
        foreach (var name in new[] { "01-load-and-explore", "06-lenet", "16-your-own-digits" })
        {
            var notebook = Path.Combine(labs.Notebooks, name + ".ipynb");
            Execute(notebook);
            Validate(notebook);
        }
    }

    [Fact]
    public void What_run_writes_is_valid()
    {
        var notebook = Path.Combine(folder.FullName, "tour.ipynb");
        Tools
            .Digitlab("run", Path.Combine(AppContext.BaseDirectory, "Samples", "tour.dib"), "--out", notebook)
            .ExitCode.ShouldBe(0);
        Validate(notebook);
        var cells = JsonNode.Parse(File.ReadAllText(notebook))!["cells"]!.AsArray();
        cells
            .Where(cell => (string)cell!["cell_type"]! == "code")
            .Select(cell => (int)cell!["execution_count"]!)
            .ShouldBe(Enumerable.Range(1, 11));
    }

    private static void Execute(string notebook)
    {
        string[] arguments = ["-m", "nbconvert", "--execute", "--to", "notebook", "--inplace", notebook];
        var result = Tools.JupyterPython(["nbconvert", "nbformat", "nbclient"], arguments);
        result.ExitCode.ShouldBe(0, result.All);
    }

    private static void Validate(string notebook)
    {
        var check =
            "import nbformat, sys, warnings; warnings.simplefilter('error'); nbformat.validate(nbformat.read(sys.argv[1], 4))";
        var result = Tools.JupyterPython(["nbformat"], "-c", check, notebook);
        result.ExitCode.ShouldBe(0, result.All);
    }
}
