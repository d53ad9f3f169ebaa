using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Tests.Labs;

namespace DigitLab.Host.Tests.EndToEnd;

/// <summary>The labs in the last .NET Interactive, for those who have it: as its Jupyter kernel, and as VS Code speaks to it.</summary>
public sealed partial class InteractiveLabsTests : IDisposable
{
    private const string Version = "1.0.712001";

    private readonly LabFolder labs = new();

    public void Dispose() => labs.Dispose();

    [Fact]
    public void Every_lab_runs_as_in_this_host()
    {
        var tool = Tool();
        var output = Tools.JupyterPython(
            ["nbclient", "nbformat"],
            Path.Combine(AppContext.BaseDirectory, "Jupyter", "interactive_labs.py"),
            tool,
            labs.Notebooks
        );
        output.Out.ShouldBe("", output.Error);
        output.ExitCode.ShouldBe(0, output.Error);
        foreach (var lab in Course.Labs())
        {
            var notebook = NotebookFile.Load(
                Path.Combine(labs.Notebooks, Path.ChangeExtension(Path.GetFileName(lab.Path), ".ipynb"))
            );
            Check(Path.GetFileName(lab.Path), notebook.Cells.SelectMany(cell => cell.Outputs));
        }
    }

    [Fact]
    public void A_lab_runs_as_VS_Code_runs_it()
    {
        using var session = new InteractiveSession(Tool(), labs.Notebooks);
        var notebook = NotebookFile.Load(Path.Combine(labs.Notebooks, "06-lenet.ipynb"));
        var outputs = new List<DisplayOutput>();
        foreach (var cell in notebook.Cells.Where(cell => cell.Type == CellType.Code))
        {
            session.Run(cell.Source, outputs).ShouldBeNull(cell.Source);
        }
        Check("06-lenet over stdio", outputs);
    }

    /// <summary>No cell failed, no check is red, and what changes while a cell runs stands at its end.</summary>
    private static void Check(string name, IEnumerable<CellOutput> outputs)
    {
        var all = outputs.ToArray();
        all.OfType<ErrorOutput>().ShouldBeEmpty(name);
        var texts = all.OfType<DisplayOutput>()
            .Select(output => output.Data.Text(MimeTypes.Html) ?? output.Data.Text(MimeTypes.PlainText) ?? "")
            .ToArray();
        texts.Where(text => text.Contains('✗')).ShouldBeEmpty(name);
        texts
            .SelectMany(text => ProgressBar().Matches(text))
            .Select(bar => bar.Groups["share"].Value)
            .ShouldAllBe(share => share != "0", $"{name}: a progress bar that stands at its first state");
    }

    /// <summary>The tool, installed once into a folder of the user's cache; skips the test where it cannot be had.</summary>
    private static string Tool()
    {
        var folder = Path.Combine(
            Environment.GetFolderPath(
                Environment.SpecialFolder.LocalApplicationData,
                Environment.SpecialFolderOption.Create
            ),
            "digitlab",
            "tools",
            $"dotnet-interactive-{Version}"
        );
        var tool = Path.Combine(folder, OperatingSystem.IsWindows() ? "dotnet-interactive.exe" : "dotnet-interactive");
        if (!File.Exists(tool))
        {
            var installed = Tools.Run(
                "dotnet",
                ["tool", "install", "--tool-path", folder, "Microsoft.dotnet-interactive", "--version", Version]
            );
            if (installed.ExitCode != 0)
            {
                Assert.Skip($"Needs the tool Microsoft.dotnet-interactive {Version}: {installed.All.Trim()}");
            }
        }
        return tool;
    }

    [GeneratedRegex("<progress max=\"1\" value=\"(?<share>[^\"]*)\"")]
    private static partial Regex ProgressBar();
}
