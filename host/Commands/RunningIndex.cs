using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary>The index page of a run: written at the start and again whenever a notebook finishes.</summary>
internal sealed class RunningIndex
{
    /// <summary>The page's file.</summary>
    public const string FileName = "index.html";

    private readonly Lock gate = new();
    private readonly IndexEntry[] entries;

    public RunningIndex(string folder, IReadOnlyList<Lab> labs, Func<Lab, string> url)
    {
        Path = System.IO.Path.Combine(folder, FileName);
        entries =
        [
            .. labs.Select(lab => new IndexEntry(
                lab.Notebook ?? new Notebook(),
                lab.Path,
                url(lab),
                IndexState.Waiting
            )),
        ];
        Write();
    }

    /// <summary>The page's path.</summary>
    public string Path { get; }

    /// <summary>Updates the state of a notebook; <paramref name="notebook"/> is its current content.</summary>
    public void Set(int number, IndexState state, Notebook? notebook)
    {
        lock (gate)
        {
            var entry = entries[number];
            entries[number] = entry with { State = state, Notebook = notebook ?? entry.Notebook };
            Write();
        }
    }

    /// <summary>Records how a notebook's run ended.</summary>
    public void Finish(int number, JobResult result) =>
        Set(
            number,
            result.Notebook is null ? IndexState.NotRun
                : result.Failures.Count > 0 ? IndexState.Failed
                : IndexState.Done,
            result.Notebook
        );

    private void Write() => NotebookFile.WriteText(Path, IndexPage.Render("Labs", entries));
}
