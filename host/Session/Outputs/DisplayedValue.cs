using DigitLab.Host.Session;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>A handle to a displayed value.</summary>
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

    /// <summary>Does not change with updates.</summary>
    public string DisplayId { get; } = Guid.NewGuid().ToString("N");

    public bool IsUpdated { get; private set; }

    public IReadOnlyList<FormattedValue> FormattedValues { get; private set; }

    public object? Value { get; private set; }

    /// <summary>
    /// Replaces the displayed value. Content from <c>DisplayAs</c> keeps its MIME type; other values are formatted in
    /// the same MIME types as before if their type has not changed.
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
