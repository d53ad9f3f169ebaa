using DigitLab.Host.Session;

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

/// <summary>The handle of a value on show.</summary>
public sealed class DisplayedValue
{
    private readonly OutputSink output = OutputSink.Current;
    private readonly bool verbatim;

    private DisplayedValue(object? value, IReadOnlyList<FormattedValue> formattedValues, bool verbatim)
    {
        Value = value;
        FormattedValues = formattedValues;
        this.verbatim = verbatim;
    }

    /// <summary>Stays the same through all updates.</summary>
    public string DisplayId { get; } = Guid.NewGuid().ToString("N");

    public bool IsUpdated { get; private set; }

    public IReadOnlyList<FormattedValue> FormattedValues { get; private set; }

    public object? Value { get; private set; }

    /// <summary>
    /// Shows another value in the place of this one. What <c>DisplayAs</c> showed stays content of that format; anything
    /// else is formatted anew, in the formats of the first as long as the type stays the same.
    /// </summary>
    public void Update(object? updatedValue)
    {
        var mimeTypes = FormattedValues.Select(formatted => formatted.MimeType).ToArray();
        FormattedValues =
            verbatim && updatedValue is string content ? [new FormattedValue(mimeTypes[0], content)]
            : updatedValue?.GetType() == Value?.GetType() ? FormattedValue.CreateManyFromObject(updatedValue, mimeTypes)
            : FormattedValue.CreateManyFromObject(updatedValue);
        Value = updatedValue;
        IsUpdated = true;
        output.Update(DisplayId, FormattedValues);
    }

    internal static DisplayedValue Show(
        object? value,
        IReadOnlyList<FormattedValue> formattedValues,
        bool verbatim = false
    )
    {
        var displayed = new DisplayedValue(value, formattedValues, verbatim);
        displayed.output.Display(displayed.DisplayId, formattedValues);
        return displayed;
    }
}
