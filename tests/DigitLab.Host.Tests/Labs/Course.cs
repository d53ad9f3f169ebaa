using DigitLab.Host.Documents;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Labs;

/// <summary>The repository that the tests were built from, and its labs.</summary>
internal static class Course
{
    /// <summary>The repository's folder; skips the test where the tests lie elsewhere.</summary>
    public static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "DigitLab.slnx")))
        {
            folder = folder.Parent;
        }
        if (folder is null || !Directory.Exists(Path.Combine(folder.FullName, "notebooks")))
        {
            Assert.Skip("Needs the repository's notebooks.");
        }
        return folder!.FullName;
    }

    public static string Notebooks() => Path.Combine(Repository(), "notebooks");

    /// <summary>The labs, in order, without what they import.</summary>
    public static IReadOnlyList<Lab> Labs()
    {
        LabFinder.TryFind([Notebooks()], out var labs, out var problems).ShouldBeTrue(string.Join('\n', problems));
        return labs;
    }

    /// <summary>Skips the test where the labs' library is not built.</summary>
    public static void NeedsLibrary()
    {
        if (!File.Exists(Path.Combine(Repository(), "lib", "DigitLab", "bin", "Release", "net8.0", "references.csx")))
        {
            Assert.Skip("Needs the labs' library: dotnet build -c Release lib/DigitLab");
        }
    }

    /// <summary>The text of all outputs of a notebook.</summary>
    public static string OutputText(Notebook notebook) =>
        string.Join('\n', notebook.Cells.SelectMany(cell => cell.Outputs).Select(OutputText));

    /// <summary>The text of one output.</summary>
    public static string OutputText(CellOutput output) =>
        output switch
        {
            StreamOutput stream => stream.Text,
            DisplayOutput display => display.Data.Text(MimeTypes.PlainText) ?? "",
            ErrorOutput error => string.Join('\n', error.Traceback),
            _ => "",
        };
}
