using System.Collections;
using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace DigitLab.Host.Formatting;

/// <summary>Rows and columns to display, with a note of how many were cut off.</summary>
internal sealed class Table
{
    public required IReadOnlyList<string> Columns { get; init; }

    public required IReadOnlyList<IReadOnlyList<object?>> Rows { get; init; }

    /// <summary>The number of rows that are not shown; null if unknown; 0 if all are shown.</summary>
    public int? More { get; init; } = 0;

    /// <summary>One row per item, one column per member of the item type.</summary>
    /// <param name="items">The items.</param>
    /// <param name="itemType">Their type; for object, the type of the first item.</param>
    /// <param name="limit">The maximum number of rows.</param>
    public static Table FromRows(IEnumerable items, Type itemType, int limit = 1000)
    {
        var (rows, count) = ValueKind.Take(items, limit);
        var type =
            itemType == typeof(object) && rows.FirstOrDefault(row => row is not null) is { } first
                ? first.GetType()
                : itemType;
        var more = count - rows.Count;
        if (ValueKind.IsScalar(type))
        {
            return new Table
            {
                Columns = ["value"],
                Rows = [.. rows.Select(row => new[] { row })],
                More = more,
            };
        }
        var members = ValueKind.Members(type);
        return new Table
        {
            Columns = [.. members.Select(member => member.Name)],
            Rows =
            [
                .. rows.Select(row =>
                    members.Select(member => row is null ? null : ValueKind.Get(member, row)).ToArray()
                ),
            ],
            More = more,
        };
    }

    /// <summary>The rows of a resource.</summary>
    public static Table FromResource(TabularDataResource resource)
    {
        string[] columns = [.. resource.Schema.Fields.Select(field => field.Name)];
        return new Table
        {
            Columns = columns,
            Rows =
            [
                .. resource.Data.Select(row =>
                {
                    var values = row.ToDictionary(entry => entry.Key, entry => entry.Value);
                    return columns.Select(column => values.GetValueOrDefault(column)).ToArray();
                }),
            ],
        };
    }

    public string Note =>
        More switch
        {
            null => "(more)",
            0 => "",
            _ => $"({More.Value.ToString("N0", CultureInfo.InvariantCulture)} more)",
        };

    public void WriteHtml(TextWriter writer, Action<object?> writeValue)
    {
        // Front ends align cells to the right unless the cell has a style.
        writer.Write("<table class=\"dni-table\"><thead><tr>");
        for (var i = 0; i < Columns.Count; i++)
        {
            writer.Write($"<th style=\"{Align(IsNumeric(i))}\">{WebUtility.HtmlEncode(Columns[i])}</th>");
        }
        writer.Write("</tr></thead><tbody>");
        foreach (var row in Rows)
        {
            writer.Write("<tr>");
            foreach (var value in row)
            {
                writer.Write($"<td style=\"{Align(IsNumber(value))}\">");
                writeValue(value);
                writer.Write("</td>");
            }
            writer.Write("</tr>");
        }
        if (Note.Length > 0)
        {
            writer.Write($"<tr><td colspan=\"{Columns.Count}\" style=\"{Align(false)}\"><i>{Note}</i></td></tr>");
        }
        writer.Write("</tbody></table>");
    }

    /// <summary>Plain text with aligned columns, numbers to the right.</summary>
    public void WritePlainText(TextWriter writer, Func<object?, string> text)
    {
        var cells = Rows.Select(row => row.Select(text).ToArray()).ToArray();
        var widths = Columns
            .Select((name, i) => cells.Select(row => row[i].Length).Append(name.Length).Max())
            .ToArray();
        var numeric = Columns.Select((_, i) => IsNumeric(i)).ToArray();
        WriteLine(i => Columns[i]);
        foreach (var row in cells)
        {
            writer.Write('\n');
            WriteLine(i => row[i]);
        }
        if (Note.Length > 0)
        {
            writer.Write('\n' + Note);
        }

        void WriteLine(Func<int, string> cell)
        {
            var line = string.Join(
                "  ",
                widths.Select((width, i) => numeric[i] ? cell(i).PadLeft(width) : cell(i).PadRight(width))
            );
            writer.Write(line.TrimEnd());
        }
    }

    public string ToCsv()
    {
        var csv = new StringBuilder();
        foreach (var row in Rows.Prepend(Columns))
        {
            csv.AppendJoin(
                ',',
                row.Select(value =>
                    Quote(
                        value is null ? ""
                        : ValueKind.IsScalar(value.GetType()) ? ValueKind.ScalarText(value)
                        : value.ToDisplayString()
                    )
                )
            );
            csv.Append('\n');
        }
        return csv.ToString();
    }

    private static string Quote(string value) =>
        value.AsSpan().ContainsAny(",\"\n\r") ? $"\"{value.Replace("\"", "\"\"")}\"" : value;

    private static string Align(bool right) => right ? "text-align:right" : "text-align:left";

    private bool IsNumeric(int column) => Rows.Count > 0 && Rows.All(row => IsNumber(row[column]));

    private static bool IsNumber(object? value) =>
        value is sbyte or byte or short or ushort or int or uint or long or ulong or Half or float or double or decimal;
}
