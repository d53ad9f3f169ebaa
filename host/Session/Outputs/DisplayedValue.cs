using DigitLab.Host.Session;

namespace Microsoft.DotNet.Interactive.Formatting;

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
