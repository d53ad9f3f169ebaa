using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.DotNet.Interactive.Formatting;

// In System so that a cell needs no using for it, as in .NET Interactive.
namespace System;

/// <summary>Shows values while a cell runs.</summary>
public static class DisplayExtensions
{
    /// <summary>Shows <paramref name="value"/> below the cell.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The formats to show it in; none: those preferred for its type.</param>
    /// <returns>A handle that can replace what is shown.</returns>
    /// <exception cref="ArgumentException">The type has no formatter for one of <paramref name="mimeTypes"/>.</exception>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        DisplayedValue.Show(value, FormattedValue.CreateManyFromObject(value, mimeTypes));

    /// <summary>Shows <paramref name="value"/> as content of the given format: no formatter, no escaping.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        DisplayedValue.Show(value, [new FormattedValue(mimeType, value)], verbatim: true);

    /// <summary>Shows a sequence as a table: one row per item, one column per public property or field.</summary>
    /// <param name="value">The items.</param>
    /// <param name="mimeTypes">text/html, text/csv and text/plain, or some of them; none: all three.</param>
    public static DisplayedValue DisplayTable<T>(this IEnumerable<T>? value, params string[] mimeTypes)
    {
        if (value is null)
        {
            return Display(value, mimeTypes);
        }
        return Display(
            Table.FromRows(value, typeof(T)),
            mimeTypes.Length > 0 ? mimeTypes : [MimeTypes.Html, MimeTypes.Csv, MimeTypes.PlainText]
        );
    }
}
