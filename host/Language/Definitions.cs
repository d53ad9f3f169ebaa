using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FindSymbols;

namespace DigitLab.Host.Language;

/// <summary>A location in a cell.</summary>
internal sealed record CellPlace(string Cell, int Start, int End);

/// <summary>Finds the declaration of a name in the notebook.</summary>
internal static class Definitions
{
    /// <param name="cell">The cell.</param>
    /// <param name="offset">An offset in it.</param>
    /// <param name="notebook">Maps submissions to cells.</param>
    /// <param name="cancel">Cancels the search.</param>
    public static IReadOnlyList<CellPlace> Find(
        OpenCell cell,
        int offset,
        NotebookCells notebook,
        CancellationToken cancel
    )
    {
        var symbol = SymbolFinder.FindSymbolAtPositionAsync(cell.Document, offset, cancel).GetAwaiter().GetResult();
        return symbol is null
            ? []
            :
            [
                .. symbol
                    .OriginalDefinition.Locations.Select(location => Place(cell, location, notebook))
                    .OfType<CellPlace>(),
            ];
    }

    private static CellPlace? Place(OpenCell cell, Location location, NotebookCells notebook)
    {
        if (
            location.SourceTree is not { } tree
            || cell.Document.Project.Solution.GetDocumentId(tree) is not { } document
        )
        {
            return null;
        }
        var span = location.SourceSpan;
        if (document == cell.Document.Id)
        {
            return new(cell.Context.Cell, span.Start, span.End);
        }
        var index = Enumerable.Range(0, cell.Submissions.Count).First(i => cell.Submissions[i] == document);
        var above = index - (cell.Submissions.Count - cell.Context.Above.Count);
        if (above >= 0)
        {
            return new(cell.Context.Above[above].Cell, span.Start, span.End);
        }
        // Submitted code has the cell's lines but not its offsets, and the cell may have changed since.
        var line = location.GetLineSpan().StartLinePosition;
        var name = tree.GetText().ToString(span);
        return
            notebook.MakerOf(index) is { } maker
            && maker.Text.OffsetOf(line.Line, line.Character) is { } start
            && maker.Code.AsSpan(start).StartsWith(name)
            ? new(maker.Id, start, start + name.Length)
            : null;
    }
}
