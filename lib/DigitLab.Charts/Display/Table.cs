using System.Globalization;
using System.Text;

namespace DigitLab.Display;

/// <summary>A table of text and numbers: HTML in a notebook, aligned columns on a console.</summary>
[TypeFormatterSource(typeof(HtmlViewFormatterSource))]
public sealed class Table : IHtmlView
{
    private readonly int leftColumns;
    private readonly IReadOnlyList<IReadOnlyList<string>> footer;
    private readonly Func<int, int, double>? shares;

    /// <param name="header">The columns' names.</param>
    /// <param name="rows">A cell for each column.</param>
    /// <param name="leftColumns">The number of left-aligned columns; the others hold numbers and are right-aligned.</param>
    /// <param name="footer">Rows of totals.</param>
    /// <param name="shares">A cell's share of a whole, by row and column, in [0, 1]: drawn as a bar behind the number.</param>
    public Table(
        IReadOnlyList<string> header,
        IEnumerable<IReadOnlyList<string>> rows,
        int leftColumns = 1,
        IReadOnlyList<IReadOnlyList<string>>? footer = null,
        Func<int, int, double>? shares = null
    )
    {
        (Header, Rows) = (header, [.. rows]);
        (this.leftColumns, this.footer, this.shares) = (leftColumns, footer ?? [], shares);
    }

    /// <summary>The columns' names.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>The cells, row by row.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <inheritdoc/>
    public string ToHtml() =>
        "<table class=\"digitlab-table\"><thead>"
        + HtmlRow(Header, "th")
        + "</thead><tbody>"
        + string.Concat(Rows.Select((row, r) => HtmlRow(row, "td", r)))
        + "</tbody>"
        + (footer.Count == 0 ? "" : "<tfoot>" + string.Concat(footer.Select(row => HtmlRow(row, "th"))) + "</tfoot>")
        + "</table>";

    private string HtmlRow(IReadOnlyList<string> cells, string tag, int row = -1) =>
        "<tr>"
        + string.Concat(cells.Select((cell, c) => $"<{tag} style=\"{Style(row, c)}\">{Html.Escape(cell)}</{tag}>"))
        + "</tr>";

    private string Style(int row, int column)
    {
        var style = column < leftColumns ? "text-align:left" : "text-align:right;font-variant-numeric:tabular-nums";
        if (row < 0)
            return style;
        style += ";white-space:nowrap";
        if (shares is null || shares(row, column) is not (> 0 and var share))
            return style;
        var percent = Math.Max(1, 100 * share).ToString("0.#", CultureInfo.InvariantCulture);
        return $"{style};background:linear-gradient(to left,#56b4e966 {percent}%,transparent {percent}%)";
    }

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        List<IReadOnlyList<string>> lines = [Header, .. Rows, .. footer];
        int[] widths = [.. Header.Select((_, c) => lines.Max(line => line[c].Length))];
        var rule = new string('-', widths.Sum() + 2 * (widths.Length - 1));
        var text = new StringBuilder();
        for (var r = 0; r < lines.Count; r++)
        {
            if (r == 1 || r == 1 + Rows.Count)
                text.AppendLine(rule);
            var cells = lines[r]
                .Select((cell, c) => c < leftColumns ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]));
            text.AppendLine(string.Join("  ", cells).TrimEnd());
        }
        return text.ToString();
    }
}
