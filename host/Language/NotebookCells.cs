using System.Collections.Immutable;
using DigitLab.Host.Documents;
using DigitLab.Host.Session;

namespace DigitLab.Host.Language;

/// <summary>A cell in the editor.</summary>
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

/// <summary>The notebook's cells in order, the text of each when it ran, and the submissions that it made.</summary>
/// <remarks>Updated by one thread and read by others while cells run.</remarks>
internal sealed class NotebookCells
{
    /// <summary>The maximum number of cells above that are considered: a long chain of compilations is slow.</summary>
    private const int MaxAbove = 200;

    private readonly Lock gate = new();
    private readonly Dictionary<string, string> ran = new(StringComparer.Ordinal);
    private readonly HashSet<string> directives = new(StringComparer.Ordinal);
    private readonly Dictionary<int, string> makers = [];
    private ImmutableList<NotebookCell> cells = [];

    /// <summary>Replaces all cells.</summary>
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

    /// <summary>Updates a cell's text.</summary>
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

    /// <summary>Records that a cell ran.</summary>
    /// <param name="cell">The cell with the text that ran.</param>
    /// <param name="source">Its name in error messages, which distinguishes its submissions from imported ones.</param>
    /// <param name="session">The session.</param>
    /// <param name="first">The number of submissions before it.</param>
    /// <param name="succeeded">Whether it succeeded.</param>
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
            // A cell that threw has declared its variables; one that did not compile has not.
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

    /// <summary>What a cell sees; null if there is no such cell or it is not C#.</summary>
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

    /// <summary>
    /// The cell that made a submission, with its current text; null for submissions of imports and magic commands.
    /// </summary>
    public NotebookCell? MakerOf(int submission)
    {
        lock (gate)
        {
            return makers.TryGetValue(submission, out var id) ? cells.Find(cell => cell.Id == id) : null;
        }
    }
}
