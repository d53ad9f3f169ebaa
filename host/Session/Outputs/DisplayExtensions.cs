using DigitLab.Host.Documents;
using DigitLab.Host.Formatting;
using Microsoft.DotNet.Interactive.Formatting;

// In System, so that cells need no using directive, as in .NET Interactive.
namespace System;

/// <summary>Displays values in the running cell's output.</summary>
public static class DisplayExtensions
{
    /// <summary>Displays <paramref name="value"/> below the cell.</summary>
    /// <param name="value">Any value, null included.</param>
    /// <param name="mimeTypes">The MIME types; if empty, those preferred for its type.</param>
    /// <returns>A handle that can update the displayed value.</returns>
    /// <exception cref="ArgumentException">
    /// The type has no formatter for one of <paramref name="mimeTypes"/>.
    /// </exception>
    public static DisplayedValue Display(this object? value, params string[] mimeTypes) =>
        DisplayedValue.Show(value, FormattedValue.CreateManyFromObject(value, mimeTypes));

    /// <summary>Displays <paramref name="value"/> as content of a MIME type, without formatting or escaping.</summary>
    public static DisplayedValue DisplayAs(this string value, string mimeType) =>
        DisplayedValue.Show(value, [new FormattedValue(mimeType, value)], verbatim: true);

    /// <summary>Displays a sequence as a table: one row per item, one column per public property or field.</summary>
    /// <param name="value">The items.</param>
    /// <param name="mimeTypes">Any of text/html, text/csv and text/plain; if empty, all three.</param>
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
