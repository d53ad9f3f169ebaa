namespace TorchSharp.Utils;

/// <summary>
/// Names the type that says how values of the attributed type are shown in a notebook.
/// Hosts find the attribute by its name and use what it names by convention (duck typing): <c>CreateTypeFormatters()</c>
/// gives objects with <c>string MimeType</c> and <c>bool Format(object instance, TextWriter writer)</c>.
/// </summary>
/// <param name="formatterSourceType">A type with a parameterless constructor and that method.</param>
[AttributeUsage(AttributeTargets.Class)]
public class TypeFormatterSourceAttribute(Type formatterSourceType) : Attribute
{
    /// <summary>The type that gives the formatters.</summary>
    public Type FormatterSourceType { get; } = formatterSourceType;
}
