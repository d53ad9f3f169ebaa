using DigitLab.Host.Documents;

namespace DigitLab.Host.Editions;

/// <summary>Matches the cells of two versions of a notebook: equal cells first, then the most similar ones.</summary>
internal static class CellAlignment
{
    /// <summary>More than any sum of similarities, so that an equal cell always wins.</summary>
    private const double Same = 1000;

    /// <param name="from">One version.</param>
    /// <param name="to">The other.</param>
    /// <returns>For each cell of <paramref name="from"/> the index of its match, in order; -1 for none.</returns>
    public static int[] Find(Notebook from, Notebook to)
    {
        var (n, m) = (from.Cells.Count, to.Cells.Count);
        var scores = new double[n, m];
        var best = new double[n + 1, m + 1];
        for (var i = n - 1; i >= 0; i--)
        {
            for (var j = m - 1; j >= 0; j--)
            {
                scores[i, j] = Score(from, from.Cells[i], to, to.Cells[j]);
                best[i, j] = Math.Max(
                    Math.Max(best[i + 1, j], best[i, j + 1]),
                    scores[i, j] > 0 ? best[i + 1, j + 1] + scores[i, j] : 0
                );
            }
        }
        var partners = new int[n];
        Array.Fill(partners, -1);
        for (int i = 0, j = 0; i < n && j < m; )
        {
            if (scores[i, j] > 0 && best[i, j] == best[i + 1, j + 1] + scores[i, j])
            {
                partners[i++] = j++;
            }
            else if (best[i, j] == best[i + 1, j])
            {
                i++;
            }
            else
            {
                j++;
            }
        }
        return partners;
    }

    private static double Score(Notebook from, Cell a, Notebook to, Cell b)
    {
        if (a.Type != b.Type || (a.Type == CellType.Code && from.KernelOf(a) != to.KernelOf(b)))
        {
            return 0;
        }
        if (a.Source == b.Source)
        {
            return Same;
        }
        var (left, right) = (Lines(a.Source), Lines(b.Source));
        var common = left.Intersect(right).Count();
        var id = a.Id is not null && a.Id == b.Id ? 1 : 0;
        return 1 + id + (2.0 * common / Math.Max(1, left.Count + right.Count));
    }

    private static HashSet<string> Lines(string text) =>
        [.. text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];
}
