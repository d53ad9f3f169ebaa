using DigitLab.Host.Documents;
using DigitLab.Host.Running;
using DigitLab.Host.Tests.Labs;

namespace DigitLab.Host.Tests.EndToEnd;

/// <summary>The labs in a folder of their own, ready for Jupyter, and a Jupyter Notebook server there.</summary>
internal sealed class LabFolder : IDisposable
{
    private readonly DirectoryInfo root = Directory.CreateTempSubdirectory("digitlab-labs-");

    /// <summary>Copies the repository's notebooks, converted to .ipynb in quick mode; skips the test where the library is not built.</summary>
    public LabFolder()
    {
        Course.NeedsLibrary();
        var repository = Course.Repository();
        Directory.CreateDirectory(Notebooks);
        Directory.CreateSymbolicLink(Path.Combine(root.FullName, "lib"), Path.Combine(repository, "lib"));
        foreach (var path in Directory.EnumerateFiles(Path.Combine(repository, "notebooks"), "*.dib"))
        {
            File.Copy(path, Path.Combine(Notebooks, Path.GetFileName(path)));
            var notebook = NotebookFile.Load(path);
            Parameters.Set(notebook, new Dictionary<string, string>(), quick: true);
            NotebookFile.Save(
                notebook,
                Path.Combine(Notebooks, Path.ChangeExtension(Path.GetFileName(path), ".ipynb"))
            );
        }
    }

    public string Root => root.FullName;

    public string Notebooks => Path.Combine(root.FullName, "notebooks");

    public void Dispose() => root.Delete(recursive: true);
}
