using System.Collections.Immutable;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Language;

/// <summary>A cell as its editor has it.</summary>
internal sealed class NotebookCell(string id, string kernel, string code)
{
    private CellText? text;

    public string Id { get; } = id;

    public string Kernel { get; } = kernel;

    public string Code { get; } = code;

    public CellText Text => text ??= CellText.Parse(NotebookLanguages.NameOf(Kernel), Code);

    public bool IsCSharp => NotebookLanguages.NameOf(Kernel) == NotebookLanguages.CSharp;

    public bool IsSame(NotebookCell other) => (Id, Kernel, Code) == (other.Id, other.Kernel, other.Code);
}

/// <summary>The cells of a notebook in their order, what each was when it ran, and which submissions that made.</summary>
/// <remarks>Told by one thread and asked by others, while cells run.</remarks>
internal sealed class NotebookCells
{
    /// <summary>More of them above a cell are not looked at: a chain of so many takes long.</summary>
    private const int MaxAbove = 200;

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> ran = new(StringComparer.Ordinal);
    private readonly HashSet<string> directives = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> makers = [];
    private ImmutableList<NotebookCell> cells = [];

    /// <summary>Takes all cells of the notebook.</summary>
    public void Set(IEnumerable<NotebookCell> all)
    {
        lock (gate)
        {
            var known = cells.DistinctBy(cell => cell.Id).ToDictionary(cell => cell.Id, StringComparer.Ordinal);
            cells =
            [
                .. all.Select(cell => known.TryGetValue(cell.Id, out var same) && same.IsSame(cell) ? same : cell),
            ];
        }
    }

    /// <summary>Takes the new text of a cell.</summary>
    public void Change(NotebookCell cell)
    {
        lock (gate)
        {
            var index = cells.FindIndex(other => other.Id == cell.Id);
            if (index >= 0 && !cells[index].IsSame(cell))
            {
                cells = cells.SetItem(index, cell);
            }
        }
    }

    /// <summary>A cell has run.</summary>
    /// <param name="cell">With the text that ran.</param>
    /// <param name="source">What it was called, by which its submissions are told from those that it imported.</param>
    /// <param name="session">Where it ran.</param>
    /// <param name="first">How many submissions there were before.</param>
    /// <param name="succeeded">Whether it came to its end.</param>
    public void Ran(NotebookCell cell, string source, CSharpSession session, int first, bool succeeded)
    {
        var submissions = session.Submissions;
        lock (gate)
        {
            for (var i = first; i < submissions.Count; i++)
            {
                if (submissions[i].Source == source)
                {
                    makers[i] = cell.Id;
                }
            }
            // What threw has declared its variables nevertheless; what did not compile has not.
            if (succeeded || submissions.Count > first)
            {
                ran[cell.Id] = cell.Code;
            }
            if (succeeded && cell.IsCSharp)
            {
                directives.UnionWith(cell.Text.Directives);
            }
        }
    }

    /// <summary>What a cell sees; null where there is no such cell, or it is none of C#.</summary>
    public CellContext? Find(string id)
    {
        lock (gate)
        {
            var index = cells.FindIndex(cell => cell.Id == id);
            if (index < 0 || !cells[index].IsCSharp)
            {
                return null;
            }
            var typed = cells[index];
            var above = cells
                .Take(index)
                .Where(cell => cell.IsCSharp && ran.GetValueOrDefault(cell.Id) != cell.Code)
                .ToArray();
            return new CellContext(
                id,
                typed.Text,
                [.. above.TakeLast(MaxAbove).Select(cell => (cell.Id, cell.Text))],
                above.Length <= MaxAbove
                    && above
                        .Append(typed)
                        .All(cell => cell.Text.TooDeep is null && directives.IsSupersetOf(cell.Text.Directives))
            );
        }
    }

    /// <summary>The cell that made a submission, as it is now; null where none did: what it imported, a magic command.</summary>
    public NotebookCell? MakerOf(int submission)
    {
        lock (gate)
        {
            return makers.TryGetValue(submission, out var id) ? cells.Find(cell => cell.Id == id) : null;
        }
    }
}
