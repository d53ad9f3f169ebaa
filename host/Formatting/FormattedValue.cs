namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A value in one format.</summary>
public sealed class FormattedValue
{
    /// <param name="mimeType">The format, such as "text/html".</param>
    /// <param name="value">The content; JSON formats as JSON text.</param>
    public FormattedValue(string mimeType, string value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(mimeType);
        MimeType = mimeType;
        Value = value;
    }

    public string MimeType { get; }

    public string Value { get; }

    /// <summary>Formats a value once per mime type; without mime types, in those preferred for its type.</summary>
    public static IReadOnlyList<FormattedValue> CreateManyFromObject(object? value, params string[] mimeTypes) =>
        Formatter.FormatMany(value, mimeTypes);

    public override string ToString() => $"{MimeType}: {(Value.Length > 50 ? Value[..50] + " ..." : Value)}";
}
