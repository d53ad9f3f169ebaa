using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using DigitLab.Host.Documents;
using DigitLab.Host.Editions;
using DigitLab.Host.Export;
using DigitLab.Host.Running;

namespace DigitLab.Host.Tests.Labs;

/// <summary>Something that a lab sheet asks for.</summary>
internal sealed record SheetRow(string Id, string Sheet, string Section, string Asks);

/// <summary>A cell of a lab that covers a row: its mark stands there.</summary>
internal sealed record CoveringCell(Lab Lab, int Cell, string? Label, string? Heading);

/// <summary>Which cells cover which rows of the lab sheets: <c>notebooks/COVERAGE.md</c>.</summary>
internal sealed partial class Coverage
{
    private readonly SheetRow[] rows;
    private readonly ILookup<string, CoveringCell> cells;

    private Coverage(SheetRow[] rows, ILookup<string, CoveringCell> cells) => (this.rows, this.cells) = (rows, cells);

    /// <summary>Rows without a cell.</summary>
    public IEnumerable<string> Missing => rows.Select(row => row.Id).Where(id => !cells.Contains(id));

    /// <summary>Marks of rows that there are not.</summary>
    public IEnumerable<string> Unknown =>
        cells
            .Select(group => group.Key)
            .Except(rows.Select(row => row.Id))
            .Select(id => $"{id} in {string.Join(", ", cells[id].Select(cell => cell.Lab.Name))}");

    /// <param name="list">The rows as <c>notebooks/rows.json</c> has them.</param>
    /// <param name="labs">The labs.</param>
    public static Coverage Of(string list, IEnumerable<Lab> labs) =>
        new(
            JsonSerializer.Deserialize<SheetRow[]>(list, JsonSerializerOptions.Web)!,
            labs.SelectMany(Marks).ToLookup(mark => mark.Id, mark => mark.Cell)
        );

    public string ToMarkdown()
    {
        var text = new StringBuilder(
            """
            # What the labs cover

            Each row of the five lab sheets, and the cell from which it is handed in. Made from `rows.json` and the marks in
            the labs by

                DIGITLAB_WRITE_COVERAGE=1 dotnet test -c Release tests/DigitLab.Host.Tests --filter CoverageTests

            """
        );
        foreach (var sheet in rows.GroupBy(row => row.Sheet))
        {
            text.Append($"\n## {sheet.Key}\n\n| section | what is asked | where |\n| --- | --- | --- |\n");
            foreach (var row in sheet)
            {
                var places = cells[row.Id].Select(Link).DefaultIfEmpty("—");
                text.Append($"| {Cell(row.Section)} | {Cell(row.Asks)} | {string.Join("<br>", places)} |\n");
            }
        }
        return text.ToString();
    }

    private static string Link(CoveringCell cell)
    {
        var anchor = cell.Heading is null ? "" : $"#{cell.Heading}";
        var label = cell.Label is null ? "" : $"{cell.Label}, ";
        var title = HtmlPage.Title(cell.Lab.Notebook!, cell.Lab.Path);
        return $"[{Cell(title)}]({Path.GetFileName(cell.Lab.Path)}{anchor}): {label}cell {cell.Cell}";
    }

    private static string Cell(string text) => text.Replace("|", "\\|");

    private static IEnumerable<(string Id, CoveringCell Cell)> Marks(Lab lab)
    {
        var markdown = new MarkdownRenderer(Path.GetDirectoryName(lab.Path)!);
        for (var i = 0; i < lab.Notebook!.Cells.Count; i++)
        {
            var cell = lab.Notebook.Cells[i];
            if (cell.Type != CellType.Markdown)
            {
                continue;
            }
            markdown.ToHtml(cell.Source);
            // A cell of marks alone belongs to the one below it.
            var own = LabMarks.RemoveRows(cell).Length > 0 || i + 1 == lab.Notebook.Cells.Count;
            var marked = own ? cell : lab.Notebook.Cells[i + 1];
            foreach (var (id, index) in LabMarks.Rows(cell))
            {
                var label = Label().Match(marked.Source, own ? index : 0);
                label = label.Success || !own ? label : Label().Match(marked.Source);
                yield return (
                    id,
                    new CoveringCell(
                        lab,
                        own ? i + 1 : i + 2,
                        label.Success ? label.Groups["label"].Value : null,
                        markdown.Headings.LastOrDefault()?.Id
                    )
                );
            }
        }
    }

    /// <summary>What a task is called: **Exercise 2.**, **Question 1.**, **Predict.**</summary>
    [GeneratedRegex(@"\*\*(?<label>(Exercise|Question) \d+|Predict|Challenge)\b[^*]*\*\*")]
    private static partial Regex Label();
}
