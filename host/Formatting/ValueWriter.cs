using System.Collections;
using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using DigitLab.Host.Documents;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.Formatting.TabularData;

namespace DigitLab.Host.Formatting;

/// <summary>Writes a value and its members, up to limits for depth and size.</summary>
internal sealed class ValueWriter(TextWriter writer)
{
    /// <summary>The maximum number of nested objects that are expanded; the rest is only named.</summary>
    private const int MaxObjects = 500;

    /// <summary>The values being written, outermost first.</summary>
    private readonly List<object> path = [];

    private int depth;
    private int objects;

    /// <exception cref="ArgumentException">
    /// The value's type has no formatter for <paramref name="mimeType"/>.
    /// </exception>
    public void Write(object? value, string mimeType)
    {
        if (value is not null && Formatter.TryFormat(value, mimeType, writer))
        {
            return;
        }
        if (mimeType == MimeTypes.Html && value is not null && ConventionFormatters.Of(value.GetType()).Count > 0)
        {
            // A type that formats itself only as text gets no HTML.
            WritePre(PlainText(value));
            return;
        }
        switch (mimeType)
        {
            case MimeTypes.Html:
                WriteHtml(value);
                break;
            case MimeTypes.PlainText:
                WritePlainText(value);
                break;
            case "application/json":
                writer.Write(JsonSerializer.Serialize(value, Json.OneLine));
                break;
            case MimeTypes.Csv when AsTable(value) is { } table:
                writer.Write(table.ToCsv());
                break;
            case MimeTypes.Latex when value is LaTeXString or MathString:
                writer.Write(value.ToString());
                break;
            default:
                throw new ArgumentException(
                    $"No formatter is registered for {(value is null ? "null" : ValueKind.TypeName(value.GetType()))} and "
                        + $"MIME type {mimeType}.",
                    nameof(mimeType)
                );
        }
    }

    /// <summary>Writes a value as HTML inside another element.</summary>
    public void WriteInside(object? value) => WriteCell(value);

    private static Table? AsTable(object? value) =>
        value switch
        {
            Table table => table,
            TabularDataResource resource => Table.FromResource(resource),
            IDictionary dictionary => ToTable(dictionary),
            not null when ValueKind.AsSequence(value) is { } sequence => Table.FromRows(
                sequence,
                typeof(object),
                int.MaxValue
            ),
            _ => null,
        };

    private void WriteHtml(object? value)
    {
        switch (value)
        {
            case null:
                WritePre(Formatter.NullString);
                return;
            case IHtmlContent content:
                content.WriteTo(writer, HtmlEncoder.Default);
                return;
            case Table table:
                table.WriteHtml(writer, cell => WriteCell(cell));
                return;
            case TabularDataResource resource:
                Table.FromResource(resource).WriteHtml(writer, WriteCell);
                return;
        }
        var type = value.GetType();
        if (type.GetInterface("Microsoft.AspNetCore.Html.IHtmlContent") is { } foreignContent)
        {
            foreignContent.GetMethod("WriteTo")!.Invoke(value, [writer, HtmlEncoder.Default]);
        }
        else if (value is DateTime or DateTimeOffset or Type or Enum)
        {
            writer.Write($"<span>{WebUtility.HtmlEncode(ValueKind.ScalarText(value))}</span>");
        }
        else if (ValueKind.IsScalar(type))
        {
            WritePre(ValueKind.ScalarText(value));
        }
        else if (value is IDictionary dictionary)
        {
            ToTable(dictionary).WriteHtml(writer, WriteCell);
        }
        else if (ValueKind.AsSequence(value) is { } sequence)
        {
            var (items, count) = ValueKind.Take(sequence, Formatter.ListExpansionLimit);
            if (ToTable(items, count) is { } rows)
            {
                rows.WriteHtml(writer, WriteCell);
            }
            else
            {
                WritePre(PlainText(value));
            }
        }
        else
        {
            WriteTree(value);
        }
    }

    private void WriteCell(object? value)
    {
        // Tables are not nested deeper than this.
        var nested = depth >= 3 && value is not null && ValueKind.AsSequence(value) is not null;
        if (nested || depth >= Formatter.RecursionLimit || objects >= MaxObjects || IsOnPath(value))
        {
            writer.Write(WebUtility.HtmlEncode(OneLine(value)));
            return;
        }
        depth++;
        objects++;
        if (value is not null && Formatter.TryFormat(value, MimeTypes.Html, writer))
        {
            depth--;
            return;
        }
        if (value is string text)
        {
            writer.Write(WebUtility.HtmlEncode(text));
        }
        else if (value is DateTime or DateTimeOffset or DateOnly)
        {
            WritePre(ValueKind.ScalarText(value));
        }
        else if (value is not null && ValueKind.IsScalar(value.GetType()))
        {
            writer.Write(WebUtility.HtmlEncode(ValueKind.ScalarText(value)));
        }
        else
        {
            WriteHtml(value);
        }
        depth--;
    }

    /// <summary>A line that expands to the value's members.</summary>
    private void WriteTree(object value)
    {
        var open = depth == 0 ? " open=\"open\"" : "";
        writer.Write($"<details{open} class=\"dni-treeview\"><summary><span class=\"dni-code-hint\"><code>");
        writer.Write(WebUtility.HtmlEncode(OneLine(value)));
        writer.Write("</code></span></summary><div><table><tbody>");
        path.Add(value);
        foreach (var member in ValueKind.Members(value.GetType()))
        {
            writer.Write("<tr><td style=\"text-align:left\">");
            writer.Write(WebUtility.HtmlEncode(member.Name));
            writer.Write("</td><td style=\"text-align:left\">");
            WriteCell(ValueKind.Get(member, value));
            writer.Write("</td></tr>");
        }
        path.Remove(value);
        writer.Write("</tbody></table></div></details>");
    }

    /// <summary>A text block; in a table cell a single line stays inline.</summary>
    private void WritePre(string text)
    {
        var html = WebUtility.HtmlEncode(text);
        writer.Write(
            depth > 0 && !text.Contains('\n')
                ? $"<span style=\"white-space:nowrap\">{html}</span>"
                : $"<div class=\"dni-plaintext\"><pre>{html}</pre></div>"
        );
    }

    private void WritePlainText(object? value)
    {
        switch (value)
        {
            case null:
                writer.Write(Formatter.NullString);
                return;
            case string text:
                writer.Write(text);
                return;
            case Table table:
                table.WritePlainText(writer, OneLine);
                return;
            case TabularDataResource resource:
                Table.FromResource(resource).WritePlainText(writer, OneLine);
                return;
            case IDictionary dictionary when depth == 0:
                ToTable(dictionary).WritePlainText(writer, OneLine);
                return;
            case Array { Rank: > 1 } array:
                WriteArray(array, new int[array.Rank], 0);
                return;
        }
        var type = value.GetType();
        if (ValueKind.IsScalar(type))
        {
            writer.Write(ValueKind.ScalarText(value));
        }
        else if (HasOwnText(type) && !ValueKind.IsCircular(value))
        {
            writer.Write(OwnText(value));
        }
        else if (ValueKind.AsSequence(value) is { } sequence)
        {
            var (items, count) = ValueKind.Take(sequence, Formatter.ListExpansionLimit);
            if (depth == 0 && ToTable(items, count) is { } rows)
            {
                rows.WritePlainText(writer, OneLine);
            }
            else
            {
                WriteList(items, count);
            }
        }
        else
        {
            writer.Write(ValueKind.TypeName(type));
            var members = ValueKind.Members(type);
            if (members.Count > 0 && depth < 2 && !IsOnPath(value))
            {
                path.Add(value);
                writer.Write(" { ");
                writer.Write(
                    string.Join(
                        ", ",
                        members.Select(member => $"{member.Name} = {OneLine(ValueKind.Get(member, value))}")
                    )
                );
                writer.Write(" }");
                path.Remove(value);
            }
        }
    }

    private void WriteList(List<object?> items, int? count)
    {
        writer.Write("[ ");
        writer.Write(string.Join(", ", items.Select(OneLine)));
        if (count != items.Count)
        {
            writer.Write(count is null ? " ... (more)" : $" ... ({count - items.Count} more)");
        }
        writer.Write(" ]");
    }

    /// <summary>A multidimensional array as rows in brackets.</summary>
    private void WriteArray(Array array, int[] index, int dimension)
    {
        var length = array.GetLength(dimension);
        var shown = Math.Min(length, Formatter.ListExpansionLimit);
        var inner = dimension + 1 < array.Rank;
        writer.Write("[ ");
        for (var i = 0; i < shown; i++)
        {
            index[dimension] = i + array.GetLowerBound(dimension);
            writer.Write(
                i == 0 ? ""
                : inner ? ",\n" + new string(' ', 2 * (dimension + 1))
                : ", "
            );
            if (inner)
            {
                WriteArray(array, index, dimension + 1);
            }
            else
            {
                writer.Write(OneLine(array.GetValue(index)));
            }
        }
        writer.Write(shown < length ? $" ... ({length - shown} more) ]" : " ]");
    }

    private bool IsOnPath(object? value) => path.Exists(outer => ReferenceEquals(outer, value));

    /// <summary>The value on one line, for a summary or a table cell.</summary>
    private string OneLine(object? value)
    {
        if (depth >= Formatter.RecursionLimit || objects >= MaxObjects)
        {
            return value is null ? Formatter.NullString : ValueKind.TypeName(value.GetType());
        }
        depth++;
        objects++;
        var text = PlainText(value).ReplaceLineEndings(" ");
        depth--;
        return text.Length > 120 ? text[..117] + "..." : text;
    }

    private string PlainText(object? value)
    {
        using var text = new StringWriter();
        var inner = new ValueWriter(text) { depth = depth, objects = objects };
        inner.path.AddRange(path);
        inner.Write(value, MimeTypes.PlainText);
        objects = inner.objects;
        return text.ToString();
    }

    private static Table ToTable(IDictionary dictionary)
    {
        var (keys, count) = ValueKind.Take(dictionary.Keys, Formatter.ListExpansionLimit);
        return new Table
        {
            Columns = ["key", "value"],
            Rows = [.. keys.Select(key => new[] { key, dictionary[key!] })],
            More = count - keys.Count,
        };
    }

    /// <summary>Items with members as rows; null if a line of scalars is better.</summary>
    private static Table? ToTable(List<object?> items, int? count)
    {
        var types = items.OfType<object>().Select(item => item.GetType()).Distinct().ToArray();
        if (types.Length == 0 || types.All(type => ValueKind.IsScalar(type) || typeof(Array).IsAssignableFrom(type)))
        {
            return null;
        }
        var type = types[0];
        var plain =
            types.Length == 1
            && !items.Contains(null)
            && !ShowsItself(type)
            && !typeof(IEnumerable).IsAssignableFrom(type)
            && ValueKind.Members(type).Count > 0;
        var members = plain ? ValueKind.Members(type) : [];
        return new Table
        {
            Columns = plain ? ["index", .. members.Select(member => member.Name)] : ["index", "value"],
            Rows =
            [
                .. items.Select(
                    (item, index) =>
                        plain
                            ? [index, .. members.Select(member => ValueKind.Get(member, item!))]
                            : new[] { index, item }
                ),
            ],
            More = count - items.Count,
        };
    }

    private static bool ShowsItself(Type type) =>
        typeof(IHtmlContent).IsAssignableFrom(type)
        || ConventionFormatters.Of(type).Count > 0
        || Formatter.HasHtml(type);

    private static string? OwnText(object value)
    {
        try
        {
            return value.ToString();
        }
        catch (InsufficientExecutionStackException)
        {
            // ToString of a record that contains itself never ends.
            return $"{ValueKind.TypeName(value.GetType())} {{ (refers to itself) }}";
        }
    }

    /// <summary>Whether the type overrides ToString usefully; those of sequences only return the type's name.</summary>
    private static bool HasOwnText(Type type)
    {
        var declaring = type.GetMethod("ToString", Type.EmptyTypes)?.DeclaringType;
        return declaring != typeof(object)
            && declaring != typeof(ValueType)
            && !(declaring?.Namespace?.StartsWith("System.Collections", StringComparison.Ordinal) ?? false)
            && !(typeof(IEnumerable).IsAssignableFrom(type) && declaring?.Assembly == typeof(object).Assembly);
    }
}
