namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value in one MIME type.</summary>
public sealed class FormattedValue
{
    /// <param name="mimeType">The MIME type, such as "text/html".</param>
    /// <param name="value">The content; for JSON types, JSON text.</param>
    public FormattedValue(string mimeType, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        MimeType = mimeType;
        Value = value;
    }

    public string MimeType { get; }

    public string Value { get; }

    /// <summary>Formats a value in each MIME type; without MIME types, in the preferred ones of its type.</summary>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[] mimeTypes) =>
        Formatter.FormatMany(value, mimeTypes);

    public override string ToString() => $"{MimeType}: {(Value.Length > 50 ? Value[..50] + " ..." : Value)}";
}
