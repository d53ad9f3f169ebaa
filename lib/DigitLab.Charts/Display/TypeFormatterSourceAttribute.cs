namespace DigitLab;

/// <summary>
/// Names the type that formats values of the attributed type in a notebook. Hosts find the attribute by its
/// name and use the named type by convention: <c>CreateTypeFormatters()</c> gives objects with <c>string MimeType</c> and
/// <c>bool Format(object instance, TextWriter writer)</c>.
/// </summary>
/// <param name="formatterSourceType">A type with a parameterless constructor and that method.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that gives the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;

    /// <summary>The formats that a value is shown in. .NET Interactive would send text/html alone without it.</summary>
    public string[] PreferredMimeTypes { get; set; } = ["text/html", "text/plain"];
}
