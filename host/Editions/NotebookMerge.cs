using DiffPlex;
using DiffPlex.Chunkers;
using DigitLab.Host.Documents;

namespace DigitLab.Host.Editions;

/// <summary>
/// Updates a student's notebook cell by cell (three-way merge): takes the lab's changes and keeps the student's.
/// </summary>
internal static class NotebookMerge
{
    /// <param name="pristine">The notebook as the student got it.</param>
    /// <param name="mine">The student's version.</param>
    /// <param name="lab">The lab's new version.</param>
    /// <param name="conflicts">Receives a line for each cell that both changed in the same place.</param>
    public static Notebook Merge(Notebook pristine, Notebook mine, Notebook lab, ICollection<string> conflicts)
    {
        var (inMine, inLab) = (CellAlignment.Find(pristine, mine), CellAlignment.Find(pristine, lab));
        var merged = new List<Cell>();
        for (var i = -1; i < pristine.Cells.Count; i++)
        {
            if (i >= 0)
            {
                var (own, changed) = (At(mine, inMine[i]), At(lab, inLab[i]));
                merged.AddRange(Resolve(pristine.Cells[i], own, changed, merged.Count + 1, conflicts));
            }
            var added = Added(mine, inMine, i).ToArray();
            merged.AddRange(added);
            merged.AddRange(
                Added(lab, inLab, i)
                    .Where(cell => added.All(other => other.Source != cell.Source))
                    .Select(cell => New(cell.Type, cell.Source, cell))
            );
        }
        return new Notebook { Metadata = mine.Metadata, Cells = merged };
    }

    private static IEnumerable<Cell> Resolve(
        Cell pristine,
        Cell? mine,
        Cell? lab,
        int number,
        ICollection<string> conflicts
    )
    {
        switch (mine, lab)
        {
            case (null, null):
                return [];
            case (null, _):
                if (lab!.Source == pristine.Source)
                {
                    return [];
                }
                conflicts.Add($"cell {number}: you removed this cell, but the lab changed it: it has been restored.");
                return [New(lab.Type, lab.Source, lab)];
            case (_, null):
                if (mine!.Source == pristine.Source)
                {
                    return [];
                }
                conflicts.Add($"cell {number}: the lab no longer has this cell; yours is kept.");
                return [mine];
        }
        if (MergeText(pristine.Source, mine.Source, lab.Source) is { } text)
        {
            return [text == mine.Source ? mine : mine.WithoutOutputs(text)];
        }
        conflicts.Add(
            $"cell {number}: you and the lab have changed the same lines; yours is kept, with the lab's version below it."
        );
        var version = lab.Type == CellType.Code ? $"```csharp\n{lab.Source}\n```" : lab.Source;
        return
        [
            mine,
            New(
                CellType.Markdown,
                $"> **The lab has changed the cell above since you changed it.** Yours is kept; this is the lab's:\n\n{version}"
            ),
        ];
    }

    /// <summary>The merged text; null if both changed the same lines.</summary>
    private static string? MergeText(string pristine, string mine, string lab)
    {
        if (lab == pristine || mine == lab)
        {
            return mine;
        }
        if (mine == pristine)
        {
            return lab;
        }
        var merge = ThreeWayDiffer.Instance.CreateMerge(
            pristine,
            mine,
            lab,
            ignoreWhiteSpace: false,
            ignoreCase: false,
            LineChunker.Instance
        );
        return merge.IsSuccessful ? string.Join('\n', merge.MergedPieces) : null;
    }

    private static Cell? At(Notebook notebook, int index) => index < 0 ? null : notebook.Cells[index];

    /// <summary>Unmatched cells that follow a matched cell; -1 is the start.</summary>
    private static IEnumerable<Cell> Added(Notebook notebook, int[] partners, int after)
    {
        var start = after < 0 ? 0 : partners[after] + 1;
        return after >= 0 && partners[after] < 0
            ? []
            : notebook.Cells.Skip(start).TakeWhile((_, i) => !partners.Contains(start + i));
    }

    private static Cell New(CellType type, string source, Cell? like = null) =>
        new()
        {
            Type = type,
            Kernel = like?.Kernel,
            Source = source,
            Metadata = like?.Metadata ?? [],
            Attachments = like?.Attachments,
        };
}
