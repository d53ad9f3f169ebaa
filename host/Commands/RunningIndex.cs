using DigitLab.Host.Documents;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Commands;

/// <summary>The page that lists the notebooks of a run: there from its start, and written again as they finish.</summary>
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

    /// <summary>Where the page is.</summary>
    public string Path { get; }

    /// <summary>Says how far a notebook is; <paramref name="notebook"/> is what is known of it now.</summary>
    public void Set(int number, IndexState state, Notebook? notebook)
    {
        lock (gate)
        {
            var entry = entries[number];
            entries[number] = entry with { State = state, Notebook = notebook ?? entry.Notebook };
            Write();
        }
    }

    /// <summary>Says how a notebook's run ended.</summary>
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
